#include "compose/selection.hpp"

#include "compose/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace slipway::compose {
namespace {

bool allowed_by(const Service& service, const std::vector<std::string>& profiles) {
  return service.profiles.empty() ||
         std::any_of(profiles.begin(), profiles.end(), [&service](const std::string& profile) {
           return profile == "*" || std::find(service.profiles.begin(), service.profiles.end(), profile) !=
                                        service.profiles.end();
         });
}

tl::unexpected<Error> refuse_service(const Service& service, std::string what, std::string_view because,
                                     std::string fix) {
  const Location& place = service.location;
  return fail(ExitCode::refused, std::move(what), fmt::format("{}:{}: {}", place.file, place.line, because),
              std::move(fix));
}

tl::unexpected<Error> undefined(const Service& service, std::string_view what, const std::string& name) {
  return refuse_service(
      service,
      fmt::format("the service `{}` names the {} `{}`, which is not defined", service.name, what, name),
      "the compose files do not define it", "define it, or correct the name");
}

template <class Map>
Result<void> check_uses(const Service& service, const std::vector<FileObjectUse>& uses, const Map& defined,
                        std::string_view what) {
  for (const auto& use : uses) {
    if (!defined.contains(use.name)) {
      return undefined(service, what, use.name);
    }
  }
  return {};
}

Result<void> check_service(const Model& model, const Service& service) {
  if (!service.image && !service.build && !service.definition.contains("provider")) {
    return refuse_service(service,
                          fmt::format("the service `{}` has neither `image` nor `build`", service.name),
                          "compose cannot start it",
                          "add one of them, or `profiles:` if the service only serves as a base for others");
  }
  if (!service.two_counts.empty()) {
    return refuse_service(
        service, fmt::format("`scale` and `deploy.replicas` of the service `{}` differ", service.name),
        service.two_counts, "leave one of them out");
  }
  if (!service.container_name.empty() && service.containers.value_or(1) > 1) {
    return refuse_service(
        service,
        fmt::format("the service `{}` has a `container_name` and more than one container", service.name),
        fmt::format("it has {} containers, and a name is for one", *service.containers),
        "leave container_name out");
  }
  for (const auto& [name, dependency] : service.depends_on) {
    const auto found = model.services.find(name);
    const bool is_missing = found == model.services.end() || !found->second.active;
    if (is_missing && dependency.required) {
      return found == model.services.end()
                 ? undefined(service, "dependency", name)
                 : refuse_service(service,
                                  fmt::format("the service `{}` depends on `{}`, which is not active",
                                              service.name, name),
                                  "none of its profiles is active",
                                  "activate the profile, or set `required: false` in `depends_on`");
    }
  }
  for (const auto& mount : service.mounts) {
    const bool is_named = mount.kind == Mount::Kind::volume && !mount.volume.empty();
    const bool is_defined = model.volumes.contains(mount.volume);
    if (is_named && !is_defined && mount.volume.find('$') == std::string::npos) {
      return undefined(service, "volume", mount.volume);
    }
  }
  for (const auto& network : service.networks) {
    if (network != "default" && !model.networks.contains(network)) {
      return undefined(service, "network", network);
    }
  }
  SLIPWAY_TRY(check_uses(service, service.configs, model.configs, "config"));
  return check_uses(service, service.secrets, model.secrets, "secret");
}

/// Compose starts services in the order of their dependencies, so there has to be one.
Result<void> refuse_dependency_cycle(const Model& model, const Service& service,
                                     std::vector<std::string>& way, std::set<std::string>& done) {
  const auto open = std::find(way.begin(), way.end(), service.name);
  if (open != way.end()) {
    const std::vector<std::string> circle(open, way.end());
    return refuse_service(service, "services depend on each other in a circle",
                          fmt::format("{} needs {}", fmt::join(circle, " needs "), service.name),
                          "take one of them out of `depends_on`");
  }
  if (!done.insert(service.name).second) {
    return {};
  }
  way.push_back(service.name);
  for (const auto& [name, how] : service.depends_on) {
    const auto other = model.services.find(name);
    if (other != model.services.end() && other->second.active) {
      SLIPWAY_TRY(refuse_dependency_cycle(model, other->second, way, done));
    }
  }
  way.pop_back();
  return {};
}

}  // namespace

Result<void> select_services(Model& model, const std::vector<std::string>& profiles,
                             const std::vector<std::string>& chosen) {
  for (auto& [name, service] : model.services) {
    service.active = allowed_by(service, profiles);
  }
  if (chosen.empty()) {
    return {};
  }
  // Compose looks at all that the profiles allow before it narrows them down to what is chosen.
  SLIPWAY_TRY(check_references(model));
  for (auto& [name, service] : model.services) {
    service.active = false;
  }
  std::vector<std::string> open = chosen;
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    const auto found = model.services.find(name);
    if (found == model.services.end()) {
      const bool is_chosen = std::find(chosen.begin(), chosen.end(), name) != chosen.end();
      if (is_chosen) {
        return fail(ExitCode::refused, fmt::format("SERVICES names `{}`, which is not a service", name),
                    "the compose files have no service of that name", "correct SERVICES");
      }
      continue;  // check_references() names who refers to it
    }
    if (!found->second.active) {
      found->second.active = true;
      for (const auto& [dependency, how] : found->second.depends_on) {
        const auto other = model.services.find(dependency);
        if (how.required || (other != model.services.end() && allowed_by(other->second, profiles))) {
          open.push_back(dependency);
        }
      }
    }
  }
  for (auto& entry : model.services) {
    Service& service = entry.second;
    std::erase_if(service.depends_on, [&](const auto& dependency) {
      const auto other = model.services.find(dependency.first);
      return service.active && !dependency.second.required && other != model.services.end() &&
             !other->second.active;
    });
  }
  return {};
}

Result<void> check_container_names(const Model& model) {
  std::map<std::string, std::string> owners;
  for (const auto& [name, service] : model.services) {
    if (!service.active || service.container_name.empty() || !service.container_name.known()) {
      continue;
    }
    const auto [owner, is_free] = owners.emplace(service.container_name.value, name);
    if (!is_free) {
      return refuse_service(
          service, fmt::format("the `container_name` `{}` is used twice", service.container_name.value),
          fmt::format("the services `{}` and `{}` have it", owner->second, name),
          "leave it out, or give one of them another name");
    }
  }
  return {};
}

Result<void> check_references(const Model& model) {
  for (const auto& [name, service] : model.services) {
    if (service.active) {
      SLIPWAY_TRY(check_service(model, service));
    }
  }
  std::set<std::string> done;
  for (const auto& [name, service] : model.services) {
    std::vector<std::string> way;
    if (service.active) {
      SLIPWAY_TRY(refuse_dependency_cycle(model, service, way, done));
    }
  }
  return {};
}

}  // namespace slipway::compose
