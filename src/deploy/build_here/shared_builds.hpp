#pragma once

#include "deploy/build_here/build_here.hpp"
#include "deploy/build_here/local_registry.hpp"
#include "deploy/plan/settings.hpp"
#include "deploy/run/listener.hpp"
#include "deploy/run/run_plan.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// What deployments of one commit to several hosts build and serve on this machine: every image once for each
/// platform, and one registry for all hosts. May be used from several threads. The names that images have for
/// the time of it, and the registry, go with it.
class SharedBuilds {
 public:
  SharedBuilds() = default;
  SharedBuilds(const SharedBuilds&) = delete;
  SharedBuilds& operator=(const SharedBuilds&) = delete;
  ~SharedBuilds();

  /// The images that the plan of one host builds: those that were built for another host if they are of the
  /// same platform and settings and were built at least as strictly, else what `build` returns. One build at
  /// a time. `platform`: as images for the host are built.
  using Build = std::function<Result<std::vector<ImageHere>>(const RunPlan& run)>;
  Result<std::vector<ImageHere>> images(const RunPlan& run, const std::string& platform, const Build& build,
                                        Listener& listener);

  /// The registry, started when it is first asked for. It stays until the end.
  Result<const LocalRegistry*> registry(const std::string& program, const std::filesystem::path& directory);
  /// The digest of an image that `push` has pushed, once: `name` is its name here. One at a time.
  using Push = std::function<Result<std::string>()>;
  Result<std::string> pushed(const std::string& name, const Push& push);
  /// Notes how much of the registry is in use.
  void needs(const std::string& digest, std::uint64_t bytes);

 private:
  struct Built {
    std::map<std::string, classify::Strategy> strategies;  ///< By service.
    std::vector<ImageHere> images;
  };

  std::mutex building_;
  std::map<std::string, Built> built_;
  std::vector<std::string> names_;
  std::mutex serving_;
  std::optional<LocalRegistry> registry_;
  std::map<std::string, std::string> digests_;
  std::map<std::string, std::uint64_t> needed_;
};

/// Whether images that were built with the strategies `had` do for a plan that wants the others: full is
/// stricter than incremental, and so on. Both are by service.
bool strict_enough(const std::map<std::string, classify::Strategy>& had,
                   const std::map<std::string, classify::Strategy>& wanted);

/// What the images of a plan are made from, beside the commit: equal for two hosts if their images may be the
/// same.
std::string build_key(const RunPlan& run, const std::string& platform);

}  // namespace slipway::deploy
