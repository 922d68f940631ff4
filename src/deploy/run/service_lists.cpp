#include "deploy/run/service_lists.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

namespace slipway::deploy {
namespace {

const ServiceForm& form_of(const std::string& service, const RunPlan& run) {
  static const ServiceForm plain;
  const auto found = run.spec->forms.find(service);
  return found == run.spec->forms.end() ? plain : found->second;
}

/// What the gate waits for of a service; empty: nothing.
std::string awaited_word(const std::string& service, const RunPlan& run) {
  const ServiceForm& form = form_of(service, run);
  if (!form.containers) {
    return service + "=?";
  }
  if (*form.containers == 0) {
    return {};
  }
  return !form.awaited_by.empty() ? service + "=end"
         : *form.containers == 1  ? service
                                  : fmt::format("{}={}", service, *form.containers);
}

}  // namespace

std::string services_to(classify::Refresh refresh, const RunPlan& run) {
  std::vector<std::string> services;
  for (const classify::ServicePlan& service : run.plan->services) {
    if (service.refresh == refresh) {
      services.push_back(service.service);
    }
  }
  return join(services, " ");
}

std::string awaited_services(const RunPlan& run) {
  std::vector<std::string> words;
  for (const std::string& service : run.spec->services) {
    if (std::string word = awaited_word(service, run); !word.empty()) {
      words.push_back(std::move(word));
    }
  }
  return join(words, " ");
}

std::string job_lines(const RunPlan& run) {
  std::string lines;
  if (run.runs_jobs) {
    for (const Job& job : run.spec->jobs) {
      lines += job.service + " : " + join(job.needs, " ") + "\n";
    }
  }
  return lines;
}

std::string joining_services(const RunPlan& run) {
  std::vector<std::string> order;
  for (bool grows = true; grows;) {
    grows = false;
    for (const std::string& service : run.spec->services) {
      const auto is_placed = [&](const std::string& other) {
        return form_of(other, run).joins.empty() ||
               std::find(order.begin(), order.end(), other) != order.end();
      };
      const std::set<std::string>& joins = form_of(service, run).joins;
      if (!is_placed(service) && std::all_of(joins.begin(), joins.end(), is_placed)) {
        order.push_back(service);
        grows = true;
      }
    }
  }
  return join(order, " ");
}

namespace {

const classify::ServicePlan* plan_of(const std::string& service, const RunPlan& run) {
  const auto& services = run.plan->services;
  const auto found = std::find_if(services.begin(), services.end(),
                                  [&](const classify::ServicePlan& one) { return one.service == service; });
  return found == services.end() ? nullptr : &*found;
}

/// Whether its container is made or started by this release.
bool is_renewed(const std::string& service, const RunPlan& run) {
  const classify::ServicePlan* const plan = plan_of(service, run);
  return plan == nullptr || plan->action != classify::ServiceAction::keep;
}

/// What compose waits for takes until Docker looks, and another call of compose takes about two seconds.
constexpr std::uint64_t soon_enough = 3;

/// What a service waits for of another: "healthy", "end", or nothing but its start.
std::string_view awaited_state(const std::string& service, const std::string& other, const RunPlan& run) {
  const std::vector<std::string>& awaiting = form_of(other, run).awaited_by;
  if (std::find(awaiting.begin(), awaiting.end(), service) != awaiting.end()) {
    return "end";
  }
  return form_of(service, run).waits_for_health.contains(other) ? "healthy" : "";
}

bool starts_first(const std::string& service, const RunPlan& run) {
  const classify::ServicePlan* const plan = plan_of(service, run);
  return plan != nullptr && plan->order.starts_first() && form_of(service, run).containers.value_or(0) > 0;
}

/// "web=2": how many containers it gets beside those that run. "web=2=image": only if its image is another
/// one than theirs, as compose would leave them otherwise; "web=2=exposed": only if they have ports;
/// "web=2=image=exposed": both.
std::string beside_word(const std::string& service, const RunPlan& run) {
  using Kind = classify::ServiceCause::Kind;
  const classify::ServicePlan& plan = *plan_of(service, run);
  const Kind kind = plan.cause.kind;
  // A plan to put a release back does not know which images are others.
  const bool is_by_image = plan.action != classify::ServiceAction::recreate || kind == Kind::new_image ||
                           kind == Kind::base_image || kind == Kind::shared_image;
  std::string word = fmt::format("{}={}", service, form_of(service, run).containers.value_or(1));
  word += is_by_image && plan.refresh == classify::Refresh::none ? "=image" : "";
  word += plan.order.if_exposed ? "=exposed" : "";
  return word;
}

bool is_worth_a_turn(std::string_view state, const std::string& other, const RunPlan& run) {
  return is_renewed(other, run) &&
         (state == "end" || (state == "healthy" && form_of(other, run).check_interval >= soon_enough));
}

bool is_worth_turns(const RunPlan& run) {
  bool is_worth_it = false;
  for (const std::string& service : run.spec->services) {
    const ServiceForm& form = form_of(service, run);
    if (form.restarts_with_others) {
      return false;
    }
    is_worth_it = is_worth_it || starts_first(service, run);
    for (const std::string& other : form.waits_for) {
      is_worth_it = is_worth_it || is_worth_a_turn(awaited_state(service, other, run), other, run);
    }
  }
  return is_worth_it;
}

}  // namespace

std::string starting_turns(const RunPlan& run) {
  const std::vector<std::string>& services = run.spec->services;
  if (!is_worth_turns(run)) {
    return {};
  }
  const auto is_started = [&](const std::string& service) {
    return std::find(services.begin(), services.end(), service) != services.end() &&
           form_of(service, run).containers.value_or(1) > 0;
  };
  std::map<std::string, std::size_t> turns;
  std::map<std::string, std::string> awaited;
  // A circle, which compose refuses, ends with the number of services.
  bool changes = true;
  for (std::size_t round = 0; changes && round <= services.size(); ++round) {
    changes = false;
    for (const std::string& service : services) {
      std::size_t& turn = turns[service];
      for (const std::string& other : form_of(service, run).waits_for) {
        const std::string_view state = is_started(other) ? awaited_state(service, other, run) : "";
        if (!state.empty()) {
          awaited[other] = fmt::format("{}={}", other, state);
        }
        // Compose is not to see two of the other, whose old containers are gone when its turn is over.
        const std::size_t earliest = turns[other] + (state.empty() && !starts_first(other, run) ? 0 : 1);
        changes = changes || turn < earliest;
        turn = std::max(turn, earliest);
      }
    }
  }
  struct Turn {
    std::vector<std::string> services;
    std::vector<std::string> awaited;
    std::vector<std::string> beside;
    std::vector<std::string> all;
  };
  std::map<std::size_t, Turn> lines;
  for (const std::string& service : services) {
    Turn& line = lines[turns[service]];
    if (std::string word = awaited_word(service, run); !word.empty()) {
      line.all.push_back(std::move(word));
    }
    if (starts_first(service, run)) {
      line.beside.push_back(beside_word(service, run));
      continue;
    }
    line.services.push_back(service);
    if (const auto found = awaited.find(service); found != awaited.end()) {
      line.awaited.push_back(found->second);
    }
  }
  std::string text;
  for (const auto& [turn, line] : lines) {
    std::vector<std::string> until = line.awaited;
    // All that is new in this turn has to be well before what serves is taken away.
    if (!line.beside.empty()) {
      until.insert(until.end(), line.all.begin(), line.all.end());
    }
    text += join(line.services, " ") + " : " + join(until, " ");
    text += line.beside.empty() ? "\n" : " : " + join(line.beside, " ") + "\n";
  }
  return text;
}

std::uint64_t seconds_to_stop(const RunPlan& run) {
  std::uint64_t seconds = 0;
  for (const std::string& service : run.spec->services) {
    seconds += form_of(service, run).stop_seconds;
  }
  return seconds;
}

}  // namespace slipway::deploy
