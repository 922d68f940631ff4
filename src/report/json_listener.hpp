#pragma once

#include "deploy/run/listener.hpp"
#include "report/build_progress.hpp"
#include "util/error.hpp"
#include "util/json.hpp"

#include <cstdint>
#include <functional>
#include <string_view>

namespace slipway::deploy {
struct DeployResult;
}  // namespace slipway::deploy

namespace slipway::report {

/// A run for programs: one JSON object a line, schema 1, documented in docs/reference/events-json.md.
class JsonListener final : public deploy::Listener {
 public:
  using Sink = std::function<void(std::string_view line)>;
  using Now = std::function<std::int64_t()>;  ///< Seconds since 1970.
  JsonListener(Sink sink, Now now) : sink_(std::move(sink)), now_(std::move(now)) {}

  void plan(const classify::Plan& plan) override;
  void note(std::string_view text) override;
  void step(std::string_view name) override;
  void step_done(std::string_view name, double seconds) override;
  void output(std::string_view line) override;
  void health(std::string_view state) override;
  void image(std::string_view service) override;
  void transfer(const deploy::Transfer& transfer) override;
  void failure_log(std::string_view service) override;
  void failure_log_end() override;
  void job(std::string_view service) override;
  void job_end() override;

  /// The last event: how it ended …
  void end(const deploy::DeployResult& result);
  /// … or what kept it from starting, or from being followed.
  void end(const Error& error);

 private:
  Json event(std::string_view name) const;
  void tell(const Json& event);

  Sink sink_;
  Now now_;
  BuildProgress build_;
};

}  // namespace slipway::report
