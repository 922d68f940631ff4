#include "image/predict/layers.hpp"

#include "util/digest.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace slipway::image {

namespace {

/// Whether two things are the same to the builder. The order is that of certainty: the least one decides.
enum class Relation : std::uint8_t { different, maybe, equal };

/// Text that is equal exactly where two steps' own keys are.
std::string key_digest(const BuildStep& step) {
  Sha256 digest;
  const auto add = [&digest](std::string_view text) {
    digest.update(fmt::format("{}:", text.size())).update(text);
  };
  add(fmt::format("{}", static_cast<int>(step.kind)));
  for (const KeyPart& part : step.key) {
    add(part.label);
    add(part.text);
  }
  if (step.environment) {
    for (const auto& [name, value] : step.environment->entries()) {
      add(name);
      add(value);
    }
  }
  add(fmt::format("{}", step.inputs.size()));
  return digest.hex();
}

/// "`[2/5] RUN make`"
std::string quoted(const BuildStep& step) {
  return fmt::format("`{}`", step.name);
}

class Predictor {
 public:
  Predictor(const ImageModel& before, const ImageModel& after) : before_(before), after_(after) {
    for (std::size_t index = 0; index < before.steps().size(); ++index) {
      by_key_[key_digest(before.steps()[index])].push_back(index);
    }
    relations_.resize(after.steps().size());
  }

  Result<LayersPrediction> predict() {
    LayersPrediction prediction;
    SLIPWAY_TRY_ASSIGN(const auto problems, after_.problems());
    for (std::size_t index = 0; index < after_.steps().size(); ++index) {
      SLIPWAY_TRY_ASSIGN(LayerPrediction layer, predict_step(index));
      for (const ImageModel::Problem& problem : problems) {
        if (problem.step == index) {
          layer.verdict = LayerVerdict::miss;
          layer.cause = fmt::format("the build stops here: {}", problem.message);
          prediction.problems.push_back(fmt::format("line {}: {}", layer.line, problem.message));
        }
      }
      if (layer.verdict != LayerVerdict::hit && !prediction.first_rerun) {
        prediction.first_rerun = index;
      }
      if (after_.steps()[index].is_counted()) {
        ++prediction.total;
        prediction.reused += layer.verdict == LayerVerdict::hit ? 1 : 0;
        prediction.undecided += layer.verdict == LayerVerdict::maybe ? 1 : 0;
      }
      prediction.steps.push_back(std::move(layer));
    }
    prediction.metadata_changes = metadata_changes();
    prediction.reservations = after_.reservations();
    return prediction;
  }

 private:
  Result<LayerPrediction> predict_step(std::size_t index) {
    const BuildStep& step = after_.steps()[index];
    LayerPrediction layer{step.name, step.line, LayerVerdict::miss, {}};
    Relation best = Relation::different;
    const auto candidates = by_key_.find(key_digest(step));
    if (candidates != by_key_.end()) {
      for (const std::size_t candidate : candidates->second) {
        SLIPWAY_TRY_ASSIGN(const Relation relation, relate(index, candidate));
        if (relation != Relation::different) {
          relations_[index][candidate] = relation;
        }
        best = std::max(best, relation);  // No early end: later steps may build on any of the equal ones.
      }
    }
    if (best == Relation::equal) {
      layer.verdict = LayerVerdict::hit;
      if (!step.external.empty()) {
        layer.cause = fmt::format("{} is only known when it is built", step.external);
      }
      return layer;
    }
    layer.verdict = best == Relation::maybe ? LayerVerdict::maybe : LayerVerdict::miss;
    SLIPWAY_TRY_ASSIGN(layer.cause, cause_of(index, best));
    return layer;
  }

  /// Whether step `index` of after is step `candidate` of before, whose own key is the same.
  Result<Relation> relate(std::size_t index, std::size_t candidate) {
    const BuildStep& step = after_.steps()[index];
    const BuildStep& other = before_.steps()[candidate];
    Relation relation = relate_states(step.parent, other.parent);
    if (relation == Relation::different && step.parent_by_content) {
      relation = Relation::maybe;
    }
    if (step.merged) {
      relation = std::min(relation, relate_states(*step.merged, *other.merged));
    }
    for (std::size_t input = 0; input < step.inputs.size() && relation != Relation::different; ++input) {
      SLIPWAY_TRY_ASSIGN(const InputComparison compared,
                         relate_inputs(step.inputs[input], other.inputs[input]));
      relation = std::min(relation, compared.relation);
    }
    return relation;
  }

  Relation relate_states(const BuildState& state, const BuildState& other) const {
    if (state.kind != other.kind) {
      return Relation::different;
    }
    if (state.kind == BuildState::Kind::step) {
      const auto& known = relations_[state.step];
      const auto found = known.find(other.step);
      return found == known.end() ? Relation::different : found->second;
    }
    return state.reference == other.reference ? Relation::equal : Relation::different;
  }

  struct InputComparison {
    Relation relation = Relation::equal;
    std::string cause;
  };

  Result<InputComparison> relate_inputs(const StepInput& input, const StepInput& other) const {
    if (input.kind == StepInput::Kind::context && other.kind == StepInput::Kind::context) {
      return compare_contexts(input, other);
    }
    if (input.kind == StepInput::Kind::remote && other.kind == StepInput::Kind::remote) {
      return input.address == other.address
                 ? InputComparison{}
                 : InputComparison{Relation::maybe, fmt::format("{} may hold something else", input.address)};
    }
    if (input.kind == StepInput::Kind::state && other.kind == StepInput::Kind::state &&
        input.selectors == other.selectors && relate_states(input.state, other.state) == Relation::equal) {
      return InputComparison{};
    }
    return InputComparison{Relation::maybe, describe_source(input)};
  }

  std::string describe_source(const StepInput& input) const {
    std::vector<std::string> paths;
    for (const ContextSelector& selector : input.selectors) {
      paths.push_back(selector.path);
    }
    const std::string what = fmt::format("{}", fmt::join(paths, ", "));
    if (input.kind == StepInput::Kind::state && input.state.kind == BuildState::Kind::step) {
      return fmt::format("whether {} differs is only known after {}", what,
                         quoted(after_.steps()[input.state.step]));
    }
    return fmt::format("{} comes from another place; whether it differs is only known when it is built",
                       what);
  }

  Result<InputComparison> compare_contexts(const StepInput& input, const StepInput& other) const {
    const ContextView& now = after_.contexts()[input.context];
    const ContextView& then = before_.contexts()[other.context];
    if (input.selectors.size() != other.selectors.size()) {
      return InputComparison{Relation::different, "other sources"};
    }
    for (std::size_t index = 0; index < input.selectors.size(); ++index) {
      SLIPWAY_TRY_ASSIGN(const ContentComparison content,
                         compare_selections(then, other.selectors[index], now, input.selectors[index]));
      if (!content.equal) {
        return InputComparison{Relation::different, fmt::format("{} {}", content.path, content.how)};
      }
    }
    return InputComparison{};
  }

  /// The step of before that `index` is most likely meant to be: same kind, and in the same place.
  std::optional<std::size_t> counterpart(std::size_t index) const {
    const BuildStep& step = after_.steps()[index];
    std::optional<std::size_t> best;
    std::array<int, 4> best_rank{};
    for (std::size_t candidate = 0; candidate < before_.steps().size(); ++candidate) {
      const BuildStep& other = before_.steps()[candidate];
      if (other.kind != step.kind) {
        continue;
      }
      int equal_parts = 0;
      for (std::size_t part = 0; part < std::min(step.key.size(), other.key.size()); ++part) {
        equal_parts +=
            step.key[part].label == other.key[part].label && step.key[part].text == other.key[part].text;
      }
      const std::array<int, 4> rank = {other.name == step.name,
                                       static_cast<int>(relate_states(step.parent, other.parent)),
                                       other.stage == step.stage, equal_parts};
      if (!best || rank > best_rank) {
        best = candidate;
        best_rank = rank;
      }
    }
    return best && (best_rank[0] != 0 || best_rank[1] != 0) ? best : std::nullopt;
  }

  Result<std::string> cause_of(std::size_t index, Relation best) {
    const BuildStep& step = after_.steps()[index];
    if (step.kind == BuildStep::Kind::base_image) {
      return std::string("another base image");
    }
    const auto other_index = counterpart(index);
    if (!other_index) {
      return after_cause(step).value_or("a new step");
    }
    const BuildStep& other = before_.steps()[*other_index];
    if (const auto difference = key_difference(step, other)) {
      return *difference;
    }
    if (best == Relation::different) {
      if (auto cause = after_cause(step)) {
        return *cause;
      }
    }
    for (std::size_t input = 0; input < std::min(step.inputs.size(), other.inputs.size()); ++input) {
      SLIPWAY_TRY_ASSIGN(InputComparison compared, relate_inputs(step.inputs[input], other.inputs[input]));
      if (compared.relation != Relation::equal) {
        return std::move(compared.cause);
      }
    }
    const bool on_image = step.parent.kind == BuildState::Kind::image;
    return after_cause(step).value_or(on_image ? "another base image"
                                               : "it builds on another step than before");
  }

  /// The step that makes this one run again because it comes before it.
  std::optional<std::string> after_cause(const BuildStep& step) const {
    for (const BuildState* state : {&step.parent, step.merged ? &*step.merged : nullptr}) {
      if (state == nullptr || state->kind != BuildState::Kind::step) {
        continue;
      }
      const auto& known = relations_[state->step];
      const auto certain = std::any_of(known.begin(), known.end(),
                                       [](const auto& entry) { return entry.second == Relation::equal; });
      if (!certain) {
        return fmt::format("{} {}", known.empty() ? "runs after" : "may run after",
                           quoted(after_.steps()[state->step]));
      }
    }
    return std::nullopt;
  }

  static std::optional<std::string> key_difference(const BuildStep& step, const BuildStep& other) {
    for (std::size_t part = 0; part < std::max(step.key.size(), other.key.size()); ++part) {
      const bool both = part < step.key.size() && part < other.key.size();
      if (!both || step.key[part].label != other.key[part].label ||
          step.key[part].text != other.key[part].text) {
        const KeyPart& shown = part < step.key.size() ? step.key[part] : other.key[part];
        return fmt::format("{} changed", shown.label);
      }
    }
    if (step.environment && other.environment && !(*step.environment == *other.environment)) {
      return environment_difference(*step.environment, *other.environment);
    }
    if (step.inputs.size() != other.inputs.size()) {
      return "other sources";
    }
    return std::nullopt;
  }

  static std::string environment_difference(const Environment& now, const Environment& then) {
    std::vector<std::string> names;
    for (const auto& [name, value] : now.entries()) {
      if (then.get(name) != std::optional<std::string_view>(value)) {
        names.push_back(name);
      }
    }
    for (const auto& [name, value] : then.entries()) {
      if (!now.get(name)) {
        names.push_back(name);
      }
    }
    return names.empty() ? "the order of the variables changed"
                         : fmt::format("the environment changed: {}", fmt::join(names, ", "));
  }

  std::vector<std::string> metadata_changes() const {
    std::map<std::string, std::string> then;
    for (const KeyPart& part : before_.metadata()) {
      then[part.label] = part.text;
    }
    std::vector<std::string> changes;
    for (const KeyPart& part : after_.metadata()) {
      const auto found = then.find(part.label);
      if (found == then.end() || found->second != part.text) {
        changes.push_back(part.label);
      }
      if (found != then.end()) {
        then.erase(found);
      }
    }
    for (const auto& [label, text] : then) {
      changes.push_back(label);
    }
    return changes;
  }

  const ImageModel& before_;
  const ImageModel& after_;
  std::map<std::string, std::vector<std::size_t>> by_key_;
  /// For every step of after, the steps of before that it is or may be.
  std::vector<std::map<std::size_t, Relation>> relations_;
};

}  // namespace

std::string_view name_of(LayerVerdict verdict) {
  switch (verdict) {
    case LayerVerdict::hit:
      return "HIT";
    case LayerVerdict::maybe:
      return "MAYBE";
    case LayerVerdict::miss:
      break;
  }
  return "MISS";
}

std::string LayersPrediction::summary() const {
  std::string text = fmt::format("{} of {} reused", reused, count_of(total, "step"));
  if (undecided != 0) {
    text += fmt::format(", {} undecided", undecided);
  }
  return text;
}

Result<LayersPrediction> predict_layers(const ImageModel& before, const ImageModel& after) {
  return Predictor(before, after).predict();
}

Result<LayersPrediction> predict_first_build(const ImageModel& after, const std::string& cause) {
  LayersPrediction prediction;
  SLIPWAY_TRY_ASSIGN(const auto problems, after.problems());
  for (const BuildStep& step : after.steps()) {
    prediction.steps.push_back({step.name, step.line, LayerVerdict::miss, cause});
    prediction.total += step.is_counted() ? 1 : 0;
  }
  if (!prediction.steps.empty()) {
    prediction.first_rerun = 0;
  }
  for (const ImageModel::Problem& problem : problems) {
    prediction.problems.push_back(
        fmt::format("line {}: {}", after.steps()[problem.step].line, problem.message));
  }
  prediction.reservations = after.reservations();
  return prediction;
}

Result<std::vector<std::size_t>> steps_seeing_argument(const ImageModel& model, const std::string& name) {
  std::vector<std::size_t> seeing;
  const auto declared =
      std::any_of(model.arguments().begin(), model.arguments().end(),
                  [&name](const DeclaredArgument& argument) { return argument.name == name; });
  if (!declared) {
    return seeing;
  }
  // The same image with two values that nobody uses otherwise: what differs sees the argument.
  ImageSource one = model.source();
  one.options.arguments[name] = "1";
  ImageSource other = model.source();
  other.options.arguments[name] = "2";
  SLIPWAY_TRY_ASSIGN(const ImageModel before, ImageModel::load(one));
  SLIPWAY_TRY_ASSIGN(const ImageModel after, ImageModel::load(other));
  SLIPWAY_TRY_ASSIGN(const LayersPrediction prediction, predict_layers(before, after));
  for (std::size_t index = 0; index < prediction.steps.size(); ++index) {
    if (prediction.steps[index].verdict != LayerVerdict::hit) {
      seeing.push_back(index);
    }
  }
  return seeing;
}

}  // namespace slipway::image
