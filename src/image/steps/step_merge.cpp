#include "image/steps/step_merge.hpp"

#include "util/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace slipway::image {

namespace {

bool names_step(const BuildState& state) {
  return state.kind != BuildState::Kind::scratch && state.step != BuildState::no_step;
}

/// The file systems that a step is made from, in the order in which client/llb marshals them.
std::vector<const BuildState*> states_of(const BuildStep& step) {
  std::vector<const BuildState*> states;
  if (step.kind == BuildStep::Kind::base_image) {
    return states;
  }
  states.push_back(&step.parent);
  if (step.merged) {
    states.push_back(&*step.merged);
  }
  for (const StepInput& input : step.inputs) {
    if (input.kind == StepInput::Kind::state) {
      states.push_back(&input.state);
    }
  }
  return states;
}

/// Of each step that stays, the first of its equals and the one that gives the name.
using Chosen = std::vector<std::pair<std::size_t, std::size_t>>;

class Merger {
 public:
  explicit Merger(const std::vector<BuildStep>& steps) : steps_(steps), first_(steps.size()) {}

  void merge(const BuildState& target) {
    find_equal_steps();
    visit(target);
  }

  /// Per step, the index of the first that is equal to it.
  const std::vector<std::size_t>& first() const { return first_; }
  /// Per first step, the one among its equals whose name BuildKit keeps; nothing where the target needs none.
  const std::map<std::size_t, std::size_t>& names() const { return names_; }

 private:
  void find_equal_steps() {
    std::map<std::string, std::size_t> known;
    for (std::size_t index = 0; index < steps_.size(); ++index) {
      first_[index] = known.emplace(identity(steps_[index]), index).first->second;
    }
  }

  std::string identity(const BuildStep& step) const {
    Sha256 digest;
    const auto add = [&digest](std::string_view text) {
      digest.update(fmt::format("{}:", text.size())).update(text);
    };
    add(fmt::format("{} {}", static_cast<int>(step.kind), step.parent_by_content));
    if (step.kind == BuildStep::Kind::base_image) {
      add(step.parent.reference);
      return digest.hex();
    }
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
    add(identity(step.parent));
    add(step.merged ? identity(*step.merged) : "");
    for (const StepInput& input : step.inputs) {
      add(fmt::format("{} {}", static_cast<int>(input.kind), input.context));
      add(input.kind == StepInput::Kind::state ? identity(input.state) : "");
      add(input.address);
      for (const ContextSelector& selector : input.selectors) {
        add(selector.path);
        add(selector.wildcard ? "wildcard" : "plain");
        for (const auto* list : {&selector.include, &selector.exclude, &selector.required}) {
          add(fmt::format("{}", list->size()));
          for (const std::string& text : *list) {
            add(text);
          }
        }
      }
    }
    return digest.hex();
  }

  std::string identity(const BuildState& state) const {
    return names_step(state) ? fmt::format("step {}", first_[state.step])
                             : fmt::format("{} {}", static_cast<int>(state.kind), state.reference);
  }

  /// From the target down, what a step is made from before the step: the last of equal steps to be reached
  /// gives the name (client/llb marshal and mergeMetadata).
  void visit(const BuildState& target) {
    std::vector<bool> seen(steps_.size(), false);
    std::vector<std::pair<std::size_t, bool>> work;
    const auto push = [&](const BuildState& state) {
      if (names_step(state)) {
        work.emplace_back(state.step, false);
      }
    };
    push(target);
    while (!work.empty()) {
      const auto [index, leaving] = work.back();
      work.pop_back();
      if (leaving) {
        names_[first_[index]] = index;
      } else if (!seen[index]) {
        seen[index] = true;
        work.emplace_back(index, true);
        const auto states = states_of(steps_[index]);
        std::for_each(states.rbegin(), states.rend(), [&](const BuildState* state) { push(*state); });
      }
    }
  }

  const std::vector<BuildStep>& steps_;
  std::vector<std::size_t> first_;
  std::map<std::size_t, std::size_t> names_;
};

/// Where each of the chosen steps, and every one that is equal to it, comes to stand.
std::vector<std::size_t> places_of(const Merger& merger, const Chosen& chosen) {
  std::vector<std::size_t> places(merger.first().size(), BuildState::no_step);
  for (std::size_t place = 0; place < chosen.size(); ++place) {
    places[chosen[place].first] = place;
  }
  for (std::size_t index = 0; index < places.size(); ++index) {
    places[index] = places[merger.first()[index]];
  }
  return places;
}

/// In the order of the lines that give the names, unless a step came before what it is made from.
Chosen choose(const std::vector<BuildStep>& steps, const Merger& merger) {
  const Chosen in_order_of_making(merger.names().begin(), merger.names().end());
  Chosen chosen = in_order_of_making;
  std::sort(chosen.begin(), chosen.end(),
            [](const auto& left, const auto& right) { return left.second < right.second; });
  const auto places = places_of(merger, chosen);
  for (std::size_t place = 0; place < chosen.size(); ++place) {
    for (const BuildState* state : states_of(steps[chosen[place].first])) {
      if (names_step(*state) && places[state->step] >= place) {
        return in_order_of_making;
      }
    }
  }
  return chosen;
}

}  // namespace

void merge_equal_steps(std::vector<BuildStep>& steps, BuildState& target) {
  Merger merger(steps);
  merger.merge(target);
  const Chosen chosen = choose(steps, merger);
  const auto places = places_of(merger, chosen);
  const auto renumber = [&places](BuildState& state) {
    if (names_step(state)) {
      state.step = places[state.step];
    }
  };
  std::vector<BuildStep> merged;
  merged.reserve(chosen.size());
  for (const auto& [index, name] : chosen) {
    BuildStep step = steps[index];
    step.name = steps[name].name;
    step.stage = steps[name].stage;
    step.line = steps[name].line;
    renumber(step.parent);
    if (step.merged) {
      renumber(*step.merged);
    }
    for (StepInput& input : step.inputs) {
      renumber(input.state);
    }
    merged.push_back(std::move(step));
  }
  renumber(target);
  steps = std::move(merged);
}

}  // namespace slipway::image
