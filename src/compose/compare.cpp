#include "compose/compare.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace slipway::compose {
namespace {

using Changes = std::map<std::string, ServiceChange>;

std::vector<std::string> differing_keys(const Service& before, const Service& after) {
  std::vector<std::string> keys;
  for (const auto& [key, text] : before.definition) {
    const auto same = after.definition.find(key);
    if (same == after.definition.end() || same->second != text) {
      keys.push_back(key);
    }
  }
  for (const auto& [key, text] : after.definition) {
    if (!before.definition.contains(key)) {
      keys.push_back(key);
    }
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::vector<std::string> differing_writings(const Service& before, const Service& after) {
  std::vector<std::string> names;
  for (const auto& [name, text] : after.written) {
    const auto same = before.written.find(name);
    if (same != before.written.end() && same->second.value != text.value) {
      names.push_back(name);
    }
  }
  return names;
}

const Service* find_active(const Model& model, const std::string& name) {
  const auto found = model.services.find(name);
  return found != model.services.end() && found->second.active ? &found->second : nullptr;
}

void compare_definitions(const Model& before, const Model& after, Changes& changes) {
  for (const Model* model : {&before, &after}) {
    for (const auto& [name, service] : model->services) {
      const Service* old_service = find_active(before, name);
      const Service* new_service = find_active(after, name);
      if (old_service == nullptr && new_service == nullptr) {
        continue;
      }
      ServiceChange change;
      change.service = name;
      if (old_service == nullptr) {
        change.action = ServiceAction::add;
      } else if (new_service == nullptr) {
        change.action = ServiceAction::remove;
      } else {
        change.keys = differing_keys(*old_service, *new_service);
        change.written = differing_writings(*old_service, *new_service);
        change.action =
            change.keys.empty() && change.written.empty() ? ServiceAction::keep : ServiceAction::recreate;
      }
      changes[name] = std::move(change);
    }
  }
}

/// A path counts where either release sees it: a file may be gone, or its mount may be new.
void add_reached_paths(const Model& before, const Model& after, const std::vector<std::string>& changed_paths,
                       Changes& changes) {
  for (const auto& path : changed_paths) {
    auto ways = services_reached_by(after, path);
    for (auto& way : services_reached_by(before, path)) {
      if (std::find(ways.begin(), ways.end(), way) == ways.end()) {
        ways.push_back(std::move(way));
      }
    }
    for (auto& way : ways) {
      ServiceChange& change = changes.at(way.service);
      const bool is_kept = change.action != ServiceAction::add && change.action != ServiceAction::remove;
      if (is_kept && needs_restart_only(way.kind)) {
        if (change.action == ServiceAction::keep) {
          change.action = ServiceAction::restart;
          change.certain = false;
        }
        change.certain = change.certain || way.certain;
        change.reached.push_back(ReachedPath{path, std::move(way)});
      } else if (is_kept && way.kind == ReachKind::security_profile) {
        change.action = ServiceAction::recreate;
        change.written.push_back("security_opt " + path);
      } else if (is_kept && way.kind == ReachKind::environment_file) {
        change.reached.push_back(ReachedPath{path, std::move(way)});
      }
    }
  }
}

/// Services that share a namespace with one that starts anew, or ask for it, start anew as well.
void spread_restarts(const Model& after, Changes& changes) {
  for (bool spreads = true; spreads;) {
    spreads = false;
    for (auto& [name, change] : changes) {
      const Service* service = change.action == ServiceAction::keep ? find_active(after, name) : nullptr;
      if (service == nullptr) {
        continue;
      }
      std::set<std::string> followed = service->joins;
      for (const auto& [dependency, how] : service->depends_on) {
        if (how.restart) {
          followed.insert(dependency);
        }
      }
      for (const std::string& dependency : followed) {
        const auto other = changes.find(dependency);
        const bool starts_anew = other != changes.end() && (other->second.action == ServiceAction::restart ||
                                                            other->second.action == ServiceAction::recreate);
        if (starts_anew) {
          change.action = ServiceAction::restart;
          change.with = dependency;
          change.certain = other->second.certain;
          spreads = true;
          break;
        }
      }
    }
  }
}

}  // namespace

std::vector<ServiceChange> compare(const Model& before, const Model& after,
                                   const std::vector<std::string>& changed_paths) {
  Changes changes;
  compare_definitions(before, after, changes);
  add_reached_paths(before, after, changed_paths, changes);
  spread_restarts(after, changes);
  std::vector<ServiceChange> result;
  for (auto& [name, change] : changes) {
    result.push_back(std::move(change));
  }
  return result;
}

}  // namespace slipway::compose
