#include "deploy/plan/tree_verdict.hpp"

#include "classify/plan.hpp"
#include "deploy/plan/compose_model.hpp"
#include "deploy/plan/image_source.hpp"
#include "deploy/plan/image_spec.hpp"
#include "deploy/plan/settings.hpp"
#include "image/predict/default_reach.hpp"
#include "image/predict/placeholders.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace slipway::deploy {
namespace {

using classify::ImageFacts;
using classify::Reason;
using classify::Strategy;

/// Reading a file costs more than the whole verdict on it.
constexpr std::size_t most_changes_looked_into = 32;

class TreeVerdict {
 public:
  TreeVerdict(const classify::Tree& from, const classify::Tree& to, const TreeVerdictQuery& query)
      : from_(from), to_(to), query_(query) {}

  Result<classify::Verdict> on(classify::ChangeSet changes) {
    const classify::Rules rules(query_.rules, query_.rules.empty());
    std::vector<ImageFacts> images;
    if (rules.with_defaults()) {
      builds_ = find_images(to_, "");
      SLIPWAY_TRY(refuse_what_is_not_there());
    }
    if (changes.empty()) {
      full_because_.clear();
    } else if (rules.with_defaults()) {
      const std::vector<ImageBuild> before = find_images(from_, ", as it was before,");
      const ImageSources before_sources(from_, before);
      const ImageSources after_sources(to_, builds_);
      for (const ImageBuild& build : builds_) {
        SLIPWAY_TRY_ASSIGN(ImageFacts facts, facts_of(build, before, before_sources, after_sources, changes));
        images.push_back(std::move(facts));
      }
    }
    classify::Verdict verdict;
    if (images.size() > 1) {
      verdict = of_several(std::move(images), std::move(changes), rules);
    } else {
      const ImageFacts facts = images.empty() ? ImageFacts{} : std::move(images.front());
      verdict = classify::classify(std::move(changes), rules, facts.context, facts.reach, !query_.precise);
    }
    if (!full_because_.empty()) {
      verdict.strategy = Strategy::full;
      verdict.reasons.insert(verdict.reasons.begin(), full_because_.begin(), full_because_.end());
    }
    return verdict;
  }

 private:
  void cannot_read(const std::string& what, const Error& error) {
    full_because_.push_back({Strategy::full, classify::ReasonCode::base_unreachable,
                             fmt::format("{} cannot be read ({}; {})", what, cause_of(error), error.fix)});
  }

  /// The images that a tree's compose file builds; without one, that of its Dockerfile. `when` is part of
  /// messages.
  std::vector<ImageBuild> find_images(const classify::Tree& tree, const std::string& when) {
    if (query_.dockerfile || query_.context) {
      return {image_of(query_.context.value_or(""), query_.dockerfile.value_or(""))};
    }
    std::vector<ImageBuild> builds;
    const std::size_t reasons = full_because_.size();
    const auto composed = compose_files(tree);
    if (!composed) {
      cannot_read("the tree" + when, composed.error());
    } else if (*composed) {
      builds = read_compose_files(tree, **composed, when);
    }
    if (builds.empty() && full_because_.size() == reasons && image::find_dockerfile(tree, "Dockerfile")) {
      builds.push_back(image_of("", ""));
    }
    return builds;
  }

  static ImageBuild image_of(const std::string& context, const std::string& dockerfile) {
    ImageBuild build;
    build.context = build.builders_context = context;
    build.dockerfile = !dockerfile.empty() ? dockerfile : compose::join_path(context, "Dockerfile");
    return build;
  }

  using Files = std::optional<std::vector<std::string>>;

  /// Those that were asked for; none are named if compose finds its files by itself; the only one of another
  /// name. Nothing if there is no compose file.
  Result<Files> compose_files(const classify::Tree& tree) const {
    if (!query_.compose_files.empty()) {
      return Files(query_.compose_files);
    }
    constexpr std::array names{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"};
    for (const char* name : names) {
      SLIPWAY_TRY_ASSIGN(const auto entry, tree.find(name));
      if (entry) {
        return Files(std::vector<std::string>{});
      }
    }
    SLIPWAY_TRY_ASSIGN(const auto entries, tree.list(""));
    std::vector<std::string> others;
    for (const auto& entry : entries) {
      const bool has_ending = entry.name.ends_with(".yml") || entry.name.ends_with(".yaml");
      const bool has_beginning =
          entry.name.starts_with("compose.") || entry.name.starts_with("docker-compose.");
      if (has_ending && has_beginning) {
        others.push_back(entry.name);
      }
    }
    return others.size() == 1 ? Files(std::move(others)) : Files{};
  }

  std::vector<ImageBuild> read_compose_files(const classify::Tree& tree,
                                             const std::vector<std::string>& files, const std::string& when) {
    const Settings settings;
    std::vector<ImageBuild> builds;
    auto model = load_compose_model(tree, settings, files, {});
    if (!model) {
      cannot_read("the compose file" + when, model.error());
      return builds;
    }
    for (const std::string& name : image_builders(*model, {})) {
      add_build(builds, model->services.at(name));
    }
    return builds;
  }

  /// As far as the verdict depends on it: unlike a deployment, it needs no name for the image, say.
  void add_build(std::vector<ImageBuild>& builds, const compose::Service& service) {
    const compose::Build& build = *service.build;
    const bool is_here = build.context.kind == compose::BuildContext::Kind::directory;
    if (!is_here || build.context.path.place == compose::Place::outside) {
      return;  // No file of the trees gets there.
    }
    const bool is_open = build.context.path.place == compose::Place::unknown ||
                         (build.dockerfile_path && !build.dockerfile_path->is_inside()) ||
                         (build.dockerfile_inline && !build.dockerfile_inline->known()) ||
                         (build.target && !build.target->known());
    if (is_open) {
      full_because_.push_back(
          {Strategy::full, classify::ReasonCode::base_unreachable,
           fmt::format("the build of {} depends on a variable that is not set, or on files "
                       "outside of the compared directory ({}:{})",
                       service.name, build.location.file, build.location.line)});
      return;
    }
    ImageBuild image;
    image.service = service.name;
    image.context = build.context.path.path;
    image.builders_context = build.context.path.resolved;
    image.dockerfile = build.dockerfile_path ? build.dockerfile_path->path : std::string{};
    image.inline_dockerfile = build.dockerfile_inline ? build.dockerfile_inline->value : std::string{};
    image.target = build.target ? build.target->value : std::string{};
    image.platform = service.platform.known() ? service.platform.value : std::string{};
    if (image.platform.empty() && build.platforms.size() == 1 && build.platforms.front().known()) {
      image.platform = build.platforms.front().value;
    }
    const auto names = compose::built_image_names(service);
    image.name_v2 = names.empty() ? std::string{} : names.front();
    image.name_v1 = names.empty() ? std::string{} : names.back();
    for (const auto& [name, value] : build.args) {
      if (value.known()) {
        image.arguments[name] = value.value;
      }
    }
    for (const auto& [name, context] : build.additional_contexts) {
      if (context.kind == compose::BuildContext::Kind::directory && context.path.is_inside()) {
        image.additional_contexts[name] = "./" + context.path.path;
      } else if (context.kind == compose::BuildContext::Kind::service) {
        image.service_contexts[name] = context.service;
      } else {
        image.additional_contexts[name] = context.path.text.value;
      }
    }
    builds.push_back(std::move(image));
  }

  /// A build that the tree before did not have, or that was another one there: nothing is known of its image.
  bool is_comparable(const ImageBuild& build, const std::vector<ImageBuild>& before) {
    const auto other = std::find_if(before.begin(), before.end(),
                                    [&](const ImageBuild& one) { return one.service == build.service; });
    if (other == before.end()) {
      full_because_.push_back(
          {Strategy::full, classify::ReasonCode::new_image,
           fmt::format("{} is new", build.service.empty() ? "the build" : build.service)});
      return false;
    }
    if (const auto changed = changed_build_settings(*other, build); !changed.empty()) {
      full_because_.push_back({Strategy::full, classify::ReasonCode::build_settings,
                               fmt::format("{} is built with other settings than before: {}", build.service,
                                           join(changed, ", "))});
      return false;
    }
    return true;
  }

  /// What a Dockerfile copies and neither tree has, a build makes: the trees do not tell if it changed.
  Result<void> refuse_what_is_not_there() const {
    const ImageSources sources(to_, builds_);
    const ImageSources sources_before(from_, builds_);
    for (const ImageBuild& build : builds_) {
      const auto model = image::ImageModel::load(sources.of(build));
      if (!model || has_own_front_end(build, to_)) {
        continue;
      }
      SLIPWAY_TRY_ASSIGN(const auto problems, model->problems());
      if (problems.empty()) {
        continue;
      }
      const std::string& missing = problems.front().message;
      const auto before = image::ImageModel::load(sources_before.of(build));
      SLIPWAY_TRY_ASSIGN(const auto problems_before,
                         before ? before->problems() : Result<std::vector<image::ImageModel::Problem>>{});
      const bool was_there =
          std::none_of(problems_before.begin(), problems_before.end(),
                       [&](const image::ImageModel::Problem& problem) { return problem.message == missing; });
      if (!was_there) {
        const image::BuildStep& step = model->steps()[problems.front().step];
        return fail(ExitCode::refused,
                    fmt::format("two commits do not tell if what {} (`{}`, line {}) copies has changed",
                                step.name, printable(build.dockerfile), step.line),
                    printable(missing) +
                        " of either: a build makes it, such as an artifact of slipway_add_artifacts()",
                    "slipway plan   (compares what is built with what runs)");
      }
    }
    return {};
  }

  Result<ImageFacts> facts_of(const ImageBuild& build, const std::vector<ImageBuild>& before,
                              const ImageSources& before_sources, const ImageSources& after_sources,
                              const classify::ChangeSet& changes) {
    ImageFacts facts;
    facts.service = build.service;
    facts.context = build.builders_context;
    facts.changes = changes;
    const std::string what = build.service.empty() ? std::string("the Dockerfile")
                                                   : fmt::format("the Dockerfile of {}", build.service);
    const auto after = image::ImageModel::load(after_sources.of(build));
    if (!after) {
      cannot_read(what, after.error());
      return facts;
    }
    facts.context = after->contexts().front().tree_path("");
    SLIPWAY_TRY(image::refuse_lfs_pointers(*after));
    if (!is_comparable(build, before)) {
      return facts;
    }
    auto reach = image::reach_since(before_sources.of(build), *after, changes, query_.precise);
    if (!reach) {
      cannot_read(what + ", as it was before,", reach.error());
      return facts;
    }
    facts.reach = std::move(*reach);
    if (changes.size() <= most_changes_looked_into) {
      SLIPWAY_TRY(image::refuse_changed_pointers(*after, changes, facts.reach));
    }
    return facts;
  }

  classify::Verdict of_several(std::vector<ImageFacts> images, classify::ChangeSet changes,
                               const classify::Rules& rules) const {
    classify::PlanInput input;
    input.changes = std::move(changes);
    input.images = std::move(images);
    input.dockerfile_is_literal = !query_.precise;
    classify::Plan plan = classify::decide(input, rules);
    return {plan.strategy, std::move(plan.reasons), std::move(plan.changes)};
  }

  const classify::Tree& from_;
  const classify::Tree& to_;
  const TreeVerdictQuery& query_;
  std::vector<ImageBuild> builds_;
  std::vector<Reason>
      full_because_;  ///< Beyond the changes: what cannot be read, and what is built in another way.
};

}  // namespace

Result<classify::Verdict> verdict_between(const classify::Tree& from, const classify::Tree& to,
                                          classify::ChangeSet changes, const TreeVerdictQuery& query) {
  return TreeVerdict(from, to, query).on(std::move(changes));
}

}  // namespace slipway::deploy
