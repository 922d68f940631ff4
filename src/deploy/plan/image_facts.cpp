#include "deploy/plan/image_facts.hpp"

#include "deploy/plan/image_source.hpp"
#include "deploy/plan/image_spec.hpp"
#include "image/dockerfile/image_reference.hpp"
#include "image/predict/default_reach.hpp"
#include "image/predict/landing.hpp"
#include "image/predict/layers.hpp"
#include "image/predict/path_reach.hpp"
#include "image/predict/placeholders.hpp"
#include "image/steps/image_model.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace slipway::deploy {
namespace {

using classify::Reason;
using classify::Strategy;

/// Where the image has the programs, as far as that is certain.
Result<std::vector<ProgramInImage>> programs_in(const image::ImageModel& model,
                                                const std::map<std::string, std::string>& linkers) {
  std::vector<ProgramInImage> programs;
  if (linkers.empty()) {
    return programs;
  }
  SLIPWAY_TRY_ASSIGN(const image::ReachIndex index, image::ReachIndex::of(model));
  for (const auto& [path, linker] : linkers) {
    SLIPWAY_TRY_ASSIGN(const auto places, image::landing_places(model, index, path));
    for (const std::string& place : places.value_or(std::vector<std::string>{})) {
      programs.push_back({path, place, linker});
    }
  }
  return programs;
}

/// The model of the image to build; nothing where only another front end could read its Dockerfile. What
/// Docker itself would refuse, or find missing, is an error here, before anything is sent.
Result<std::optional<image::ImageModel>> model_to_build(const ImageBuild& build, const ImageSources& sources,
                                                        const classify::Tree& tree,
                                                        const image::TreeSurvey& survey,
                                                        const std::vector<std::string>& possible_pointers) {
  auto model = image::ImageModel::load(sources.of(build));
  if (!model) {
    if (has_own_front_end(build, tree)) {
      return std::optional<image::ImageModel>{};
    }
    return tl::unexpected(model.error());
  }
  SLIPWAY_TRY_ASSIGN(const auto problems, model->problems());
  if (!problems.empty() && !has_own_front_end(build, tree)) {
    const image::BuildStep& step = model->steps()[problems.front().step];
    return fail(
        ExitCode::refused,
        fmt::format("{} (`{}`, line {}) fails", printable(step.name), printable(build.dockerfile), step.line),
        printable(problems.front().message),
        "commit the file, take it out of the ignore file, or correct the Dockerfile");
  }
  SLIPWAY_TRY(image::refuse_placeholders(*model, survey, possible_pointers));
  return std::optional<image::ImageModel>(std::move(*model));
}

/// Whether the builder says of a step that it is cached or not: what it loads, and what is made from nothing,
/// it only looks at where nothing behind it runs again.
bool is_spoken_of(const image::BuildStep& step) {
  const bool from_nothing = step.parent.kind == image::BuildState::Kind::scratch && step.inputs.empty();
  const bool is_loaded =
      step.kind == image::BuildStep::Kind::base_image || step.kind == image::BuildStep::Kind::directory;
  return !is_loaded && !step.name_is_open && !from_nothing && step.name.find('\n') == std::string::npos;
}

/// The WORKDIR steps that a full build reuses: those that no step of another kind comes before.
std::size_t reused_from_scratch(const image::LayersPrediction& layers, const image::ImageModel& model) {
  std::set<std::size_t> reused;
  for (std::size_t index = 0; index < layers.steps.size(); ++index) {
    const image::BuildStep& step = model.steps()[index];
    const bool begins =
        step.parent.kind != image::BuildState::Kind::step || reused.contains(step.parent.step);
    if (step.kind == image::BuildStep::Kind::workdir && begins &&
        layers.steps[index].verdict == image::LayerVerdict::hit) {
      reused.insert(index);
    }
  }
  return reused.size();
}

classify::StepForecast forecast_of(const image::LayersPrediction& layers, const image::ImageModel& model) {
  classify::StepForecast forecast;
  forecast.reused = layers.reused;
  forecast.total = layers.total;
  forecast.undecided = layers.undecided;
  forecast.reused_from_scratch = reused_from_scratch(layers, model);
  if (layers.first_rerun) {
    forecast.first = layers.steps[*layers.first_rerun].step;
  }
  for (std::size_t index = 0; index < layers.steps.size(); ++index) {
    const image::LayerPrediction& layer = layers.steps[index];
    if (is_spoken_of(model.steps()[index])) {
      forecast.steps.push_back({layer.step, layer.line, std::string(name_of(layer.verdict))});
    }
  }
  return forecast;
}

/// Which steps run again with the old and with the new value of the busting argument, where there is one.
Result<void> predict_steps(classify::ImageFacts& facts, const ImageBuild& build,
                           const ImageSources& before_sources, const ImageSources& after_sources,
                           const std::string& cache_bust_arg) {
  if (build.cache_bust.empty() && build.present_cache_bust.empty()) {
    return {};
  }
  const auto before =
      image::ImageModel::load(before_sources.of(build, cache_bust_arg, build.present_cache_bust));
  if (!before) {
    return {};
  }
  const auto with = [&](const std::string& cache_bust) -> Result<classify::StepForecast> {
    SLIPWAY_TRY_ASSIGN(const auto after,
                       image::ImageModel::load(after_sources.of(build, cache_bust_arg, cache_bust)));
    SLIPWAY_TRY_ASSIGN(const image::LayersPrediction layers, image::predict_layers(*before, after));
    return forecast_of(layers, after);
  };
  SLIPWAY_TRY_ASSIGN(facts.steps, with(build.cache_bust));
  if (!build.present_cache_bust.empty() && build.present_cache_bust != build.cache_bust) {
    SLIPWAY_TRY_ASSIGN(facts.steps_when_cached, with(build.present_cache_bust));
  }
  return {};
}

/// The builder told of steps that the base image adds (ONBUILD): whatever is in the context may enter them.
void distrust_unreached(classify::ImageFacts& facts) {
  for (classify::ReachAnswer& answer : facts.reach.distinct()) {
    if (answer.reach == classify::Reach::not_copied) {
      answer = {classify::Reach::unknown, "a step that its base image adds (ONBUILD)", answer.seen_mounted};
    }
  }
  facts.steps.reset();
  facts.steps_when_cached.reset();
}

/// The layer model knows files by what git holds: it takes a file for unchanged that a checkout writes with
/// other bytes.
void forget_forecast_of_rewritten(classify::ImageFacts& facts) {
  if (std::any_of(facts.changes.begin(), facts.changes.end(), [](const classify::Change& change) {
        return change.kind == classify::ChangeKind::attributes;
      })) {
    facts.steps.reset();
    facts.steps_when_cached.reset();
  }
}

bool declares(const image::ImageModel& model, const std::string& name) {
  return std::any_of(model.arguments().begin(), model.arguments().end(),
                     [&](const auto& argument) { return argument.name == name; });
}

Result<std::string> cache_bust_value(const ImageBuild& build, const image::ImageModel& model,
                                     const BuildSettings& build_settings) {
  const bool declared = declares(model, build_settings.cache_bust_arg);
  if (!declared || build.arguments.contains(build_settings.cache_bust_arg)) {
    return std::string{};
  }
  SLIPWAY_TRY_ASSIGN(const std::string digest, image::context_digest(model.contexts().front()));
  return digest.substr(0, 16);
}

/// The services that build an image, by the name that FROM or --from may have for it, in full.
using BuiltNames = std::map<std::string, std::set<std::string>>;

BuiltNames built_names(const ReleaseSpec& spec) {
  BuiltNames names;
  for (const ImageBuild& build : spec.images) {
    for (const std::string* name : {&build.name_v2, &build.name_v1}) {
      if (const auto full = image::normal_image_reference(*name)) {
        names[*full].insert(build.service);
      }
    }
  }
  return names;
}

/// Which of the application's own images it is made from: what FROM or --from names as compose names another
/// service's image.
std::map<std::string, std::set<std::string>> own_base_images(const ImageBuild& build,
                                                             const image::ImageModel& model,
                                                             const BuiltNames& built) {
  std::map<std::string, std::set<std::string>> bases = build.made_from;
  for (const std::string& full : model.base_images()) {
    const auto found = built.find(full);
    if (found == built.end()) {
      continue;
    }
    // BuildKit looks contexts up by the short form of a reference.
    std::string short_name = full;
    for (const std::string_view prefix : {"docker.io/library/", "docker.io/"}) {
      if (short_name.starts_with(prefix)) {
        short_name.erase(0, prefix.size());
        break;
      }
    }
    if (short_name.ends_with(":latest")) {
      short_name.erase(short_name.size() - std::string_view(":latest").size());
    }
    for (const std::string& service : found->second) {
      if (service != build.service) {
        bases[service].insert(short_name);
      }
    }
  }
  return bases;
}

/// Whether another image is made from that of the service, or may be.
bool is_base_of_others(const std::string& service, const ReleaseSpec& spec,
                       const std::vector<std::optional<image::ImageModel>>& models) {
  for (std::size_t number = 0; number < spec.images.size(); ++number) {
    const ImageBuild& other = spec.images[number];
    if (other.service != service && (!models[number] || other.made_from.contains(service))) {
      return true;
    }
  }
  return false;
}

/// Which settings of its build differ from those of the deployed release, whose entry only has a digest of
/// them: its compose file is read with what CMake sets now.
std::string changed_settings_text(const ImageBuild& build, const git::Repository& repository,
                                  const Release& deployed, const ReleaseImage& present,
                                  const BuildSettings& build_settings, const compose::Model* model_before) {
  if (present.definition.empty()) {
    return fmt::format("the journal does not say with which settings {} was built", build.service);
  }
  const std::string sentence = fmt::format("{} is built with other settings than before", build.service);
  if (model_before == nullptr) {
    return sentence;
  }
  const auto tree = repository.tree(deployed.shipped_tree);
  const auto before = describe_image(*model_before, build.service, *tree, build_settings);
  if (!before) {
    return sentence;
  }
  std::vector<std::string> changed = changed_build_settings(*before, build);
  if (changed.empty()) {
    return sentence + ": not those of the compose file, so BUILD_ARGS, BUILDER, BUILD_ON or PLATFORM";
  }
  if (before->definition != present.definition) {
    changed.emplace_back("others that are not in the compose file");
  }
  return fmt::format("{}: {}", sentence, join(changed, ", "));
}

/// The images as they would be built from the trees of earlier releases. Mostly all of them go back to the
/// same one.
class EarlierTrees {
 public:
  EarlierTrees(const git::Repository& repository, const std::vector<ImageBuild>& images)
      : repository_(&repository), images_(&images) {}

  const ImageSources& of(const std::string& tree) {
    const auto known = known_.find(tree);
    if (known != known_.end()) {
      return known->second.sources;
    }
    auto opened = repository_->tree(tree);
    const classify::Tree& content = *opened;
    return known_.emplace(tree, Earlier{std::move(opened), ImageSources(content, *images_)})
        .first->second.sources;
  }

 private:
  struct Earlier {
    std::unique_ptr<classify::Tree> tree;
    ImageSources sources;
  };

  const git::Repository* repository_;
  const std::vector<ImageBuild>* images_;
  std::map<std::string, Earlier> known_;
};

/// What is known of the image that is there, and of the release that built it.
const Release* find_base(ImageBuild& build, classify::ImageFacts& facts, const Journal& journal,
                         const git::Repository& repository, const BuildSettings& build_settings,
                         const compose::Model* model_before) {
  const Release* deployed = journal.deployed_release();
  const ReleaseImage* present = deployed == nullptr ? nullptr : deployed->image(build.service);
  const Release* built_by = present == nullptr ? nullptr : journal.release(present->built_by);
  if (deployed == nullptr) {
    facts.full_because.push_back({Strategy::full, classify::ReasonCode::first_deployment,
                                  "no release has been healthy on this host yet"});
  } else if (present == nullptr) {
    facts.full_because.push_back(
        {Strategy::full, classify::ReasonCode::new_image, fmt::format("{} is new", build.service)});
  } else if (built_by == nullptr) {
    facts.full_because.push_back(
        {Strategy::full, classify::ReasonCode::base_unreachable,
         fmt::format("release {}, which built {}, is not in the journal", present->built_by, build.service)});
  } else {
    facts.base = std::to_string(built_by->number);
    build.present_id = present->id;
    build.present_tag = present->tag;
    build.present_release = present->built_by;
    build.present_cache_bust = present->cache_bust;
    build.present_labels = present->labels;
    build.present_bytes = present->bytes;
    const auto without_labels = [](const std::string& definition) {
      return definition.substr(0, definition.find('-'));
    };
    const bool is_another = present->definition != build.definition;
    if (is_another && without_labels(present->definition) == without_labels(build.definition)) {
      // An image without labels, and one that was built before the journal told of labels, look the same.
      const bool is_certain = present->definition.find('-') != std::string::npos;
      facts.full_because.push_back(
          {Strategy::cached, classify::ReasonCode::build_settings,
           fmt::format("{} {} other labels than before", build.service, is_certain ? "has" : "may have")});
    } else if (is_another) {
      facts.full_because.push_back(
          {Strategy::full, classify::ReasonCode::build_settings,
           changed_settings_text(build, repository, *deployed, *present, build_settings, model_before)});
    }
  }
  return built_by;
}

}  // namespace

Result<void> compare_models(classify::ImageFacts& facts, const image::ImageModel* before,
                            const image::ImageModel& after) {
  SLIPWAY_TRY_ASSIGN(facts.reach, image::reach_of_changes(before, after, facts.changes));
  if (!image::uses_context(after) && (before == nullptr || !image::uses_context(*before))) {
    facts.reach = image::about_dockerfile(facts.reach, facts.changes.size());
  }
  if (before == nullptr) {
    return {};
  }
  SLIPWAY_TRY_ASSIGN(const image::LayersPrediction layers, image::predict_layers(*before, after));
  image::settle_same_layers(facts.reach, layers, after);
  facts.steps = forecast_of(layers, after);
  return {};
}

Result<classify::ChangeSet> ChangesSince::tree(const std::string& from) {
  auto known = known_.find(from);
  if (known == known_.end()) {
    SLIPWAY_TRY_ASSIGN(classify::ChangeSet changes, repository_->changes(from, tree_));
    known = known_.emplace(from, std::move(changes)).first;
  }
  return known->second;
}

Reason base_unreachable(std::uint64_t release, const Error& error) {
  return {Strategy::full, classify::ReasonCode::base_unreachable,
          fmt::format("the files of release {} are not all here ({})", release, printable(cause_of(error)))};
}

Result<std::vector<classify::ImageFacts>> image_facts(
    const git::Repository& repository, ReleaseSpec& spec, const Journal& journal,
    const BuildSettings& build_settings, const image::TreeSurvey& survey,
    const std::vector<std::string>& possible_pointers, TrapSearch& traps, MountedSources& mounted,
    ChangesSince& changes_since, const compose::Model* model_before) {
  const auto tree = repository.tree(spec.tree);
  // All of them first: what an image is made from says what a change of the other means.
  std::vector<std::optional<image::ImageModel>> models;
  const ImageSources sources(*tree, spec.images);
  const BuiltNames names_of_builds = built_names(spec);
  for (ImageBuild& build : spec.images) {
    SLIPWAY_TRY_ASSIGN(auto model, model_to_build(build, sources, *tree, survey, possible_pointers));
    if (model) {
      SLIPWAY_TRY_ASSIGN(build.cache_bust, cache_bust_value(build, *model, build_settings));
      build.declares_epoch = declares(*model, "SOURCE_DATE_EPOCH");
      SLIPWAY_TRY(traps.look_at(*model, build.service));
      for (const std::string& base : model->base_images()) {
        SLIPWAY_TRY(refuse_further_name(spec, base));
      }
      build.made_from = own_base_images(build, *model, names_of_builds);
      SLIPWAY_TRY_ASSIGN(build.programs, programs_in(*model, spec.linkers));
    }
    models.push_back(std::move(model));
  }
  EarlierTrees earlier(repository, spec.images);
  std::vector<classify::ImageFacts> all;
  for (std::size_t number = 0; number < spec.images.size(); ++number) {
    ImageBuild& build = spec.images[number];
    const std::optional<image::ImageModel>& after = models[number];
    classify::ImageFacts facts;
    facts.service = build.service;
    facts.context = build.builders_context;
    const Release* base = find_base(build, facts, journal, repository, build_settings, model_before);
    if (base != nullptr) {
      // Where it cannot be restored, comparing with it says so.
      [[maybe_unused]] const auto restored = restore_whole_tree(repository, *base);
    }
    if (!after) {
      facts.full_because.push_back(
          {Strategy::full, classify::ReasonCode::front_end,
           fmt::format("{}: only the front end that `# syntax=` names can read the Dockerfile",
                       build.service)});
    }
    for (const auto& [service, names] : build.made_from) {
      facts.made_from.push_back(service);
    }
    auto changes =
        base == nullptr ? Result<classify::ChangeSet>(classify::ChangeSet{}) : changes_since.tree(base->tree);
    if (!changes) {
      facts.full_because.push_back(base_unreachable(base->number, changes.error()));
    } else if (base != nullptr) {
      facts.changes = std::move(*changes);
      if (after) {
        const ImageSources& base_sources = earlier.of(base->tree);
        const auto before = image::ImageModel::load(base_sources.of(build));
        if (!before) {
          facts.full_because.push_back(
              {Strategy::full, classify::ReasonCode::base_unreachable,
               fmt::format("what release {} built {} from cannot be read ({})", base->number, build.service,
                           printable(cause_of(before.error())))});
        }
        SLIPWAY_TRY(compare_models(facts, before ? &*before : nullptr, *after));
        SLIPWAY_TRY(mounted.settle(facts, *after, is_base_of_others(build.service, spec, models)));
        SLIPWAY_TRY(predict_steps(facts, build, base_sources, sources, build_settings.cache_bust_arg));
        // What an image of the application's own adds is known.
        const auto& triggers = after->source().options.triggers;
        const auto& bases = after->base_images();
        const bool knows_triggers = std::any_of(
            bases.begin(), bases.end(), [&](const std::string& name) { return triggers.contains(name); });
        const ReleaseImage* built = base->image(build.service);
        if (built != nullptr && built->triggered && !knows_triggers) {
          distrust_unreached(facts);
        }
        forget_forecast_of_rewritten(facts);
      }
    }
    all.push_back(std::move(facts));
  }
  return all;
}

}  // namespace slipway::deploy
