#include "image/predict/path_reach.hpp"

#include "image/predict/dependency_install.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace slipway::image {

namespace {

using classify::Reach;

/// How much an answer may ask for, weakest first.
int strictness(Reach reach) {
  switch (reach) {
    case Reach::outside:
      return 0;
    case Reach::ignored:
      return 1;
    case Reach::not_copied:
    case Reach::mounted:
      return 2;
    case Reach::reaches:
      return 3;
    case Reach::ignore_file:
      return 4;
    case Reach::unknown:
      return 5;
    case Reach::dependency:
      return 6;
    case Reach::same_layers:
    case Reach::dockerfile:
      break;
  }
  return 7;
}

/// Whether the path's own name, without the directories around it, stands in the command.
bool mentions(std::string_view command, std::string_view directory) {
  const std::string name = base_name(directory);
  if (name.size() < 3) {
    return false;
  }
  for (std::size_t at = command.find(name); at != std::string_view::npos; at = command.find(name, at + 1)) {
    const auto is_part = [](char letter) {
      return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
             (letter >= '0' && letter <= '9') || letter == '_' || letter == '-';
    };
    const bool starts = at == 0 || !is_part(command[at - 1]);
    const std::size_t end = at + name.size();
    if (starts && (end == command.size() || !is_part(command[end]))) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<std::vector<ReachIndex::Entrance>> ReachIndex::entrances_of(const ImageModel& model) {
  std::vector<Entrance> entrances;
  for (std::size_t step = 0; step < model.steps().size(); ++step) {
    for (const StepInput& input : model.steps()[step].inputs) {
      if (input.kind != StepInput::Kind::context) {
        continue;
      }
      for (const ContextSelector& selector : input.selectors) {
        SLIPWAY_TRY_ASSIGN(auto members, SelectionMembers::open(model.contexts()[input.context], selector));
        entrances.push_back({step, input.context, std::move(members)});
      }
    }
  }
  return entrances;
}

Result<ReachIndex> ReachIndex::of(const ImageModel& model) {
  ReachIndex index(model);
  SLIPWAY_TRY_ASSIGN(index.entrances_, entrances_of(model));
  index.find_installs();
  SLIPWAY_TRY(index.add_unbuilt_stages());
  return index;
}

void ReachIndex::find_installs() {
  const auto& steps = model_->steps();
  for (std::size_t step = 0; step < steps.size(); ++step) {
    const auto command =
        steps[step].kind == BuildStep::Kind::run ? installs_dependencies(steps[step].command) : std::nullopt;
    if (!command) {
      continue;
    }
    // Everything that the RUN stands on lies ahead of it.
    std::vector<std::size_t> work = {step};
    while (!work.empty()) {
      const std::size_t ahead = work.back();
      work.pop_back();
      auto& installs = installs_behind_[ahead];
      if (!installs.empty() && installs.back().step == step) {
        continue;
      }
      installs.push_back({step, *command});
      for (const BuildState* state :
           {&steps[ahead].parent, steps[ahead].merged ? &*steps[ahead].merged : nullptr}) {
        if (state != nullptr && state->kind == BuildState::Kind::step) {
          work.push_back(state->step);
        }
      }
    }
  }
}

Result<void> ReachIndex::add_unbuilt_stages() {
  constexpr std::size_t most = 16;  // They only serve an explanation.
  const auto& names = model_->unbuilt_stages();
  for (std::size_t index = 0; index < std::min(most, names.size()); ++index) {
    ImageSource source = model_->source();
    source.options.target = names[index];
    auto model = ImageModel::load(source);
    if (!model) {
      continue;  // What is not built may be wrong.
    }
    UnbuiltStage stage;
    stage.name = names[index];
    stage.model = std::make_shared<const ImageModel>(std::move(*model));
    SLIPWAY_TRY_ASSIGN(stage.entrances, entrances_of(*stage.model));
    unbuilt_.push_back(std::move(stage));
  }
  return {};
}

Result<std::string> ReachIndex::unbuilt_stage_taking(std::size_t context, std::string_view path) const {
  for (const UnbuiltStage& stage : unbuilt_) {
    for (const Entrance& entrance : stage.entrances) {
      if (entrance.context == context && stage.model->steps()[entrance.step].stage == stage.name) {
        SLIPWAY_TRY_ASSIGN(const Membership membership, entrance.members.find(path));
        if (membership != Membership::none) {
          return fmt::format("stage {}, which is not built", stage.name);
        }
      }
    }
  }
  return std::string();
}

bool ReachIndex::enters_as_dependency(const Entrance& entrance, Membership membership,
                                      std::string_view path) const {
  const auto installs = installs_behind_.find(entrance.step);
  if (installs == installs_behind_.end()) {
    return false;
  }
  if (is_dependency_manifest(path)) {
    return true;
  }
  if (membership == Membership::named) {
    return !is_program_text(path);
  }
  const std::string& source = entrance.members.selector().path;
  if (source == "/" || entrance.members.selector().wildcard) {
    return false;
  }
  return is_dependency_directory(source) ||
         std::any_of(installs->second.begin(), installs->second.end(),
                     [this, &source](const Install& install) {
                       return mentions(model_->steps()[install.step].command, source);
                     });
}

Reach ReachIndex::decides(std::string_view path) const {
  const auto leads = [&](const std::vector<std::string>& way) {
    return std::find(way.begin(), way.end(), path) != way.end();
  };
  // It decides with which line ends, and through which filters, git writes other files.
  if (path == ".gitattributes" || path.ends_with("/.gitattributes")) {
    return Reach::unknown;
  }
  const ImageModel::Ways& ways = model_->ways();
  return leads(ways.dockerfile)    ? Reach::dockerfile
         : leads(ways.ignore_file) ? Reach::ignore_file
         : leads(ways.contexts)    ? Reach::reaches
                                   : Reach::not_copied;
}

Result<PathReach> ReachIndex::find(std::string_view path) const {
  PathReach result;
  const Reach special = decides(path);
  bool in_context = false;
  bool included = false;
  std::string unbuilt;
  for (std::size_t number = 0; number < model_->contexts().size(); ++number) {
    const ContextView& context = model_->contexts()[number];
    const std::string root = context.tree_path("");
    if (!lies_below(path, root)) {
      continue;
    }
    in_context = true;
    const std::string_view relative = path.substr(root.empty() ? 0 : root.size() + 1);
    SLIPWAY_TRY_ASSIGN(const IgnoreVerdict verdict, context.rules().verdict(relative, false));
    if (verdict.ignored) {
      if (result.where.empty() && verdict.line) {
        result.where = fmt::format("{}:{}", context.rules().name(), *verdict.line);
      }
      continue;
    }
    included = true;
    SLIPWAY_TRY_ASSIGN(unbuilt, unbuilt_stage_taking(number, relative));
    for (const Entrance& entrance : entrances_) {
      if (entrance.context != number) {
        continue;
      }
      SLIPWAY_TRY_ASSIGN(const Membership membership, entrance.members.find(relative));
      if (membership == Membership::none) {
        continue;
      }
      const bool dependency = enters_as_dependency(entrance, membership, relative);
      if (dependency || result.reach != Reach::dependency) {
        result.reach = dependency ? Reach::dependency : Reach::reaches;
      }
      if (result.steps.empty() || result.steps.back() != entrance.step) {
        result.steps.push_back(entrance.step);
      }
    }
  }
  std::sort(result.steps.begin(), result.steps.end());
  result.steps.erase(std::unique(result.steps.begin(), result.steps.end()), result.steps.end());
  if (!result.steps.empty()) {
    result.where = model_->steps()[result.steps.front()].name;
  } else if (included) {
    result.where = unbuilt;
  } else {
    result.reach = in_context ? Reach::ignored : Reach::outside;
  }
  if (special != Reach::not_copied && strictness(special) > strictness(result.reach)) {
    result.reach = special;
    result.where = special == Reach::unknown ? std::string{} : std::move(result.where);
  }
  return result;
}

bool ReachIndex::agrees_with(const ReachIndex& other) const {
  const ImageSource& one = model_->source();
  const ImageSource& two = other.model_->source();
  const auto same_entry = [&](const std::string& path) {
    const auto here = one.tree->find(path);
    const auto there = two.tree->find(path);
    return here && there && *here == *there;
  };
  const auto same_way = [&](const std::vector<std::string>& way) {
    return std::all_of(way.begin(), way.end(), same_entry);
  };
  const ImageModel::Ways& ways = model_->ways();
  return one.context == two.context && one.inline_text == two.inline_text && one.options == two.options &&
         model_->dockerfile() == other.model_->dockerfile() &&
         model_->ignore_file() == other.model_->ignore_file() && ways == other.model_->ways() &&
         same_way(ways.dockerfile) && same_way(ways.ignore_file) && same_way(ways.contexts) &&
         model_->contexts().size() == other.model_->contexts().size() &&
         std::equal(entrances_.begin(), entrances_.end(), other.entrances_.begin(), other.entrances_.end(),
                    [](const Entrance& left, const Entrance& right) {
                      return left.step == right.step && left.context == right.context &&
                             left.members.leads_alike(right.members);
                    });
}

std::vector<InstallAfterSource> ReachIndex::installs_after_source() const {
  std::vector<InstallAfterSource> traps;
  for (const Entrance& entrance : entrances_) {
    const auto installs = installs_behind_.find(entrance.step);
    if (installs == installs_behind_.end() || installs->second.front().step == entrance.step) {
      continue;
    }
    if (takes_directory(entrance) && !enters_as_dependency(entrance, Membership::within, "source")) {
      const Install& install = installs->second.front();
      traps.push_back({entrance.step, install.step, install.command});
    }
  }
  for (std::size_t step = 0; step < model_->steps().size(); ++step) {
    if (const auto trap = compile_after_source(step)) {
      traps.push_back(*trap);
    }
  }
  return traps;
}

/// A named file is a manifest or a mistake of its own; what brings in sources is a directory.
bool ReachIndex::takes_directory(const Entrance& entrance) const {
  const ContextSelector& selector = entrance.members.selector();
  if (selector.path == "/" || (selector.wildcard && base_name(selector.path) == "*")) {
    return true;
  }
  if (selector.filters()) {
    return false;
  }
  const auto resolved = model_->contexts()[entrance.context].resolve(selector.path, true);
  return resolved && resolved->node && resolved->node->is_directory();
}

/// A RUN that compiles the project and all that it depends on, though a step in front of the sources could do
/// the latter. One with a cache of its own mounted keeps what it has compiled.
std::optional<InstallAfterSource> ReachIndex::compile_after_source(std::size_t step) const {
  const auto& steps = model_->steps();
  const auto command =
      steps[step].kind == BuildStep::Kind::run ? compiles_dependencies(steps[step].command) : std::nullopt;
  if (!command || steps[step].name.find("type=cache") != std::string::npos) {
    return std::nullopt;
  }
  std::optional<InstallAfterSource> trap;
  for (const BuildState* state = &steps[step].parent; state->kind == BuildState::Kind::step;
       state = &steps[state->step].parent) {
    const BuildStep& ahead = steps[state->step];
    if (ahead.kind == BuildStep::Kind::run &&
        (installs_dependencies(ahead.command) || compiles_dependencies(ahead.command))) {
      return std::nullopt;
    }
    const bool takes_sources = std::any_of(
        entrances_.begin(), entrances_.end(),
        [&](const Entrance& entrance) { return entrance.step == state->step && takes_directory(entrance); });
    if (takes_sources) {
      trap = InstallAfterSource{state->step, step, *command};
    }
  }
  return trap;
}

bool ReachIndex::held_before(const classify::ChangeSet& changes) const {
  const auto leads = [](const std::vector<Entrance>& entrances) {
    return std::any_of(entrances.begin(), entrances.end(),
                       [](const Entrance& entrance) { return entrance.members.leads_through_links(); });
  };
  if (leads(entrances_) || !unbuilt_.empty()) {
    return false;
  }
  // Names that a Dockerfile or an ignore file may have had before count as if it had been theirs.
  const auto base_of = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
  const std::string own = base_of(model_->dockerfile());
  return std::none_of(changes.begin(), changes.end(), [&](const classify::Change& change) {
    const std::string name = base_of(change.path);
    return name.ends_with(".dockerignore") || name == "Dockerfile" || name == "dockerfile" || name == own ||
           decides(change.path) != Reach::not_copied || change.before == classify::EntryKind::symlink ||
           change.after == classify::EntryKind::symlink;
  });
}

Result<classify::ReachAnswers> reach_of_changes(const ImageModel* before, const ImageModel& after,
                                                const classify::ChangeSet& changes) {
  SLIPWAY_TRY_ASSIGN(const ReachIndex now, ReachIndex::of(after));
  if (before == nullptr) {
    return reach_of_changes(static_cast<const ReachIndex*>(nullptr), now, changes);
  }
  SLIPWAY_TRY_ASSIGN(const ReachIndex then, ReachIndex::of(*before));
  return reach_of_changes(&then, now, changes);
}

Result<classify::ReachAnswers> reach_of_changes(const ReachIndex* before, const ReachIndex& after,
                                                const classify::ChangeSet& changes) {
  if (before != nullptr && before->agrees_with(after)) {
    before = nullptr;  // Asked twice, it would say the same.
  }
  classify::ReachAnswers answers;
  for (const classify::Change& change : changes) {
    SLIPWAY_TRY_ASSIGN(PathReach reach, after.find(change.path));
    if (before != nullptr) {
      SLIPWAY_TRY_ASSIGN(PathReach other, before->find(change.path));
      if (strictness(other.reach) > strictness(reach.reach)) {
        reach = std::move(other);
      }
    }
    answers.add({reach.reach, std::move(reach.where)});
  }
  return answers;
}

}  // namespace slipway::image
