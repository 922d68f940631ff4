#include "deploy/run/service_lists.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

const ServiceForm& form_of(const std::string& service, const RunPlan& run) {
  static const ServiceForm plain;
  const auto found = run.spec->forms.find(service);
  return found == run.spec->forms.end() ? plain : found->second;
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
    const ServiceForm& form = form_of(service, run);
    if (!form.containers) {
      words.push_back(service + "=?");
    } else if (*form.containers > 0) {
      words.push_back(!form.awaited_by.empty() ? service + "=end"
                      : *form.containers == 1  ? service
                                               : fmt::format("{}={}", service, *form.containers));
    }
  }
  return join(words, " ");
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

std::uint64_t seconds_to_stop(const RunPlan& run) {
  std::uint64_t seconds = 0;
  for (const std::string& service : run.spec->services) {
    seconds += form_of(service, run).stop_seconds;
  }
  return seconds;
}

}  // namespace slipway::deploy
