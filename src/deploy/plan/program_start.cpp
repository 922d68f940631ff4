#include "deploy/plan/program_start.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

bool is_or_lies_in(const fs::path& path, const fs::path& directory) {
  const auto [rest, ignored] = std::mismatch(directory.begin(), directory.end(), path.begin(), path.end());
  return rest == directory.end();
}

/// The directories that the dynamic linker of a usual image looks into, and what tells it of further ones.
std::vector<fs::path> library_places(const ProgramInImage& program,
                                     const std::vector<std::string>& run_path) {
  std::vector<fs::path> places{"/lib",       "/lib32",         "/lib64",           "/usr/lib",
                               "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/ld.so.conf.d",
                               program.place};
  for (std::string directory : run_path) {
    for (const std::string_view origin : {"$ORIGIN", "${ORIGIN}"}) {
      if (directory.starts_with(origin)) {
        directory = fs::path(program.place).parent_path().native() + directory.substr(origin.size());
      }
    }
    places.push_back(fs::path(directory).lexically_normal());
  }
  return places;
}

/// The first thing of the service that may bring a library; empty if there is none.
std::string what_brings_libraries(const compose::Service& service, const std::vector<fs::path>& places) {
  for (const char* name : {"LD_LIBRARY_PATH", "LD_PRELOAD"}) {
    const auto environment = service.definition.find("environment");
    if (service.environment.contains(name) ||
        (environment != service.definition.end() && environment->second.find(name) != std::string::npos)) {
      return fmt::format("the environment of the service has {}", name);
    }
  }
  for (const compose::Mount& mount : service.mounts) {
    const fs::path target = fs::path(mount.target.value).lexically_normal();
    if (!mount.target.known() || std::any_of(places.begin(), places.end(), [&](const fs::path& place) {
          return is_or_lies_in(place, target) || is_or_lies_in(target, place);
        })) {
      return fmt::format("the service mounts something at {}", printable(mount.target.value));
    }
  }
  if (!service.volumes_from.empty() || !service.volumes_from_containers.empty()) {
    return "the service has the volumes of another container";
  }
  // A runtime or a device driver may mount libraries, as those of graphics processors do.
  constexpr std::array<const char*, 2> injecting{"runtime", "gpus"};
  for (const char* key : injecting) {
    if (service.definition.contains(key)) {
      return fmt::format("`{}` of the service may add libraries", key);
    }
  }
  const auto deploy = service.definition.find("deploy");
  if (deploy != service.definition.end() && deploy->second.find("devices") != std::string::npos) {
    return "devices that the service reserves may add libraries";
  }
  for (const compose::Text& device : service.devices) {
    // `vendor.com/class=name`, a device of CDI.
    if (!device.known() || !device.value.starts_with("/")) {
      return "devices of the service may add libraries";
    }
  }
  return {};
}

std::string first_word(const compose::Service& service) {
  if (service.entrypoint && !service.entrypoint->empty()) {
    return "entrypoint:" + service.entrypoint->front();
  }
  return service.command && !service.command->empty() ? "command:" + service.command->front() : std::string{};
}

void describe_start(ProgramInImage& program, const compose::Model& model, const std::string& builder,
                    const ReleaseSpec& spec, const std::vector<std::string>& run_path) {
  const std::vector<fs::path> places = library_places(program, run_path);
  for (const auto& [name, service] : model.services) {
    const auto form = spec.forms.find(name);
    const bool runs_it = name == builder || (form != spec.forms.end() && form->second.image_of == builder);
    if (!service.active || !runs_it) {
      continue;
    }
    program.first_word = first_word(service);
    program.brought_by = what_brings_libraries(service, places);
    if (!program.brought_by.empty()) {
      return;
    }
  }
}

}  // namespace

void describe_starts(ReleaseSpec& spec, const compose::Model& model,
                     const std::map<std::string, ElfFacts>& elf) {
  for (ImageBuild& image : spec.images) {
    for (ProgramInImage& program : image.programs) {
      const auto facts = elf.find(program.artifact);
      describe_start(program, model, image.service, spec,
                     facts == elf.end() ? std::vector<std::string>{} : facts->second.run_path);
    }
  }
}

}  // namespace slipway::deploy
