#include "deploy/run/build_command.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::deploy {
namespace {

/// The path, such that no tool takes it for an option or an address.
std::string below_staging(const std::string& path) {
  return path.empty() ? "." : "./" + path;
}

}  // namespace

std::string cache_bust_of(const ImageBuild& image, classify::Strategy strategy) {
  return strategy == classify::Strategy::cached && !image.present_cache_bust.empty()
             ? image.present_cache_bust
             : image.cache_bust;
}

std::string label_values(const ImageBuild& image, classify::Strategy strategy, const RunPlan& run) {
  if (strategy == classify::Strategy::cached && !image.present_labels.empty()) {
    return image.present_labels;
  }
  return fmt::format("{} {} {}", run.release, run.source_commit, classify::name_of(strategy));
}

std::vector<std::string> build_command(const ImageBuild& image, classify::Strategy strategy,
                                       const RunPlan& run, const std::string& name) {
  std::vector<std::string> words{"env", run.tools.buildkit ? "DOCKER_BUILDKIT=1" : "DOCKER_BUILDKIT=0"};
  if (run.tools.buildkit) {
    // With containerd's store a record of the build would give the same content another id each time.
    words.emplace_back("BUILDX_NO_DEFAULT_ATTESTATIONS=1");
  }
  words.insert(words.end(), {"docker", "build"});
  if (run.tools.buildkit) {
    words.push_back("--progress=plain");
  }
  if (strategy == classify::Strategy::full) {
    words.push_back("--no-cache");
  }
  if (!image.inline_dockerfile.empty()) {
    words.push_back("--file=@inline@");
  } else {
    words.push_back("--file=" + below_staging(image.builders_dockerfile));
  }
  const std::pair<const char*, const std::string*> options[] = {{"--target=", &image.target},
                                                                {"--platform=", &image.platform},
                                                                {"--network=", &image.network},
                                                                {"--shm-size=", &image.shm_size}};
  for (const auto& [option, value] : options) {
    if (!value->empty()) {
      words.push_back(option + *value);
    }
  }
  for (const auto& [argument, value] : image.arguments) {
    words.push_back(fmt::format("--build-arg={}={}", argument, value));
  }
  if (const std::string value = cache_bust_of(image, strategy); !value.empty()) {
    words.push_back(fmt::format("--build-arg={}={}", run.cache_bust_arg, value));
  }
  for (const auto& [context_name, context] : image.additional_contexts) {
    words.push_back(fmt::format("--build-context={}={}", context_name, context));
  }
  if (run.tools.buildx) {
    // The name that the Dockerfile has for it still is that of the release before, or of nothing.
    for (const ImageBuild& base : run.spec->images) {
      if (const auto found = image.made_from.find(base.service); found != image.made_from.end()) {
        for (const std::string& known_as : found->second) {
          words.push_back(
              fmt::format("--build-context={}=docker-image://{}", known_as, release_tag(base, run)));
        }
      }
    }
  }
  for (const std::string& host : image.extra_hosts) {
    words.push_back("--add-host=" + host);
  }
  for (const std::string& source : image.cache_from) {
    words.push_back("--cache-from=" + source);
  }
  for (const auto& [label, value] : image.labels) {
    words.push_back(fmt::format("--label={}={}", label, value));
  }
  for (const std::string& label : run.labels) {
    words.push_back("--label=" + label);
  }
  const std::vector<std::string> values = split(label_values(image, strategy, run), ' ');
  words.push_back("--label=dev.slipway.release=" + values.at(0));
  words.push_back("--label=org.opencontainers.image.revision=" + values.at(1));
  words.push_back("--label=dev.slipway.strategy=" + values.at(2));
  words.push_back("--tag=" + name);
  words.push_back(below_staging(image.builders_context));
  return words;
}

}  // namespace slipway::deploy
