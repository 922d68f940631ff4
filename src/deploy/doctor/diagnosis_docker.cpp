#include "deploy/doctor/diagnosis.hpp"
#include "deploy/remote/preconditions.hpp"
#include "util/json.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace slipway::deploy {
namespace {

bool has(const std::vector<Untrusted>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Docker not answering has one of few reasons.
void diagnose_no_engine(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  const host::HostState& host = facts.host;
  if (!host.has_docker) {
    found.push_back({DiagnosisSeverity::problem,
                     "docker",
                     "Docker is not on the host",
                     "the application runs in containers",
                     on_host(facts, "sudo apt-get install --yes docker.io"),
                     {}});
  } else if (is_podman(host)) {
    found.push_back({DiagnosisSeverity::problem,
                     "docker",
                     fmt::format("`docker` is podman ({})", printable(trim(host.docker_program))),
                     "Slipway deploys with Docker Engine only",
                     on_host(facts, "sudo apt-get install --yes docker.io docker-compose") +
                         "   (takes the place of podman-docker; podman and its containers stay)",
                     {}});
  } else if (!host.own_engine.empty()) {
    found.push_back({DiagnosisSeverity::problem,
                     "docker",
                     "Docker does not answer, and an engine that runs without root does, for this account",
                     "commands over ssh do not use that engine",
                     on_host(facts, use_own_engine(host)),
                     {Symptom::build_fails, Symptom::container_wont_start}});
  } else if (host.docker_error.contains("permission denied")) {
    found.push_back({DiagnosisSeverity::problem,
                     "docker-group",
                     fmt::format("`{}` may not talk to Docker (its groups: {})", printable(host.user),
                                 printable(join(facts.examination.groups, " "))),
                     "Slipway uses Docker as that user, without sudo",
                     on_host(facts, "sudo usermod -aG docker {}", host.user) + "   (then log out and in)",
                     {}});
  } else {
    found.push_back({DiagnosisSeverity::problem,
                     "docker",
                     "Docker does not answer: " + printable(trim(host.docker_error)),
                     "nothing can be built or started",
                     on_host(facts, "sudo systemctl enable --now docker"),
                     {Symptom::build_fails, Symptom::container_wont_start}});
  }
}

void diagnose_tools(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  const host::HostState& host = facts.host;
  for (const host::HostState::Unasked& one : host.unasked) {
    found.push_back(
        {DiagnosisSeverity::warning,
         "docker",
         fmt::format("the engine did not say {}: {}", printable(one.what), printable(trim(one.error))),
         "a deployment stops if it needs to know this",
         "slipway doctor   (again, in a moment)",
         {Symptom::container_wont_start}});
  }
  found.push_back(
      {DiagnosisSeverity::fine,
       "docker",
       fmt::format("Docker {} ({})", printable(host.engine_version), printable(host.engine_architecture)),
       {},
       {},
       {}});
  // Programs of the system are looked at elsewhere; what is left of the preconditions is compose and
  // BuildKit.
  const auto tools = check_host(host, *facts.settings);
  if (!tools && host.has_git && host.has_flock && host.has_setsid &&
      host.directory_state != host::DirectoryState::not_writable &&
      host.directory_state != host::DirectoryState::read_only &&
      host.directory_state != host::DirectoryState::no_home &&
      host.directory_state != host::DirectoryState::not_a_directory) {
    found.push_back({DiagnosisSeverity::problem,
                     "compose",
                     summary(tools.error()),
                     "a deployment is refused: it would leave the service down, or could not start it",
                     tools.error().fix,
                     {Symptom::container_wont_start}});
  } else if (tools) {
    found.push_back({DiagnosisSeverity::fine,
                     "compose",
                     "compose " + printable(host.compose_v2.empty() ? host.compose_v1 : host.compose_v2),
                     {},
                     {},
                     {}});
    if (!tools->compose_v2) {
      found.push_back(
          {DiagnosisSeverity::hint,
           "compose-v1",
           "compose is of version 1, which is no longer maintained",
           "newer compose files and engines do not work with it",
           on_host(facts, "sudo apt-get install docker-compose-plugin") + "   (Docker's packages)",
           {Symptom::container_wont_start}});
    }
    if (!tools->buildkit) {
      found.push_back(
          {DiagnosisSeverity::warning,
           "buildkit",
           facts.settings->build.builder == "classic" ? "BUILDER is classic"
                                                      : "the host has no BuildKit (buildx)",
           "the classic builder builds: " + join(losses_without_buildkit(), "; "),
           facts.settings->build.builder == "classic"
               ? std::string("set BUILDER auto")
               : on_host(facts, "sudo apt-get install --yes docker-buildx") + "   (or: docker-buildx-plugin)",
           {Symptom::build_too_long}});
    }
  }
  const std::string& platform = facts.settings->build.platform;
  if (platform.find('/') != std::string::npos && !runs_platform(host, platform)) {
    found.push_back({DiagnosisSeverity::problem,
                     "platform",
                     fmt::format("PLATFORM is {}, and the engine there is {}", printable(platform),
                                 printable(host.engine_architecture)),
                     "an image of another processor ends at once: exec format error",
                     "correct PLATFORM, or leave it out",
                     {Symptom::container_wont_start, Symptom::build_too_long}});
  }
}

void diagnose_engine(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  const host::Examination& seen = facts.examination;
  const bool memory_counted = seen.controllers.empty() || has(seen.controllers, "memory");
  if (seen.memory_limits == false || !memory_counted) {
    const Untrusted file =
        seen.kernel_options_file.empty() ? "/boot/firmware/cmdline.txt" : seen.kernel_options_file;
    found.push_back(
        {DiagnosisSeverity::warning,
         "memory-cgroup",
         "the kernel does not count the memory of containers",
         "limits (mem_limit) do nothing, and one service can take the whole machine down; off by default on "
         "Raspberry Pi OS",
         fmt::format(
             "add  cgroup_enable=memory cgroup_memory=1  to the line in {} on the host, and restart it",
             printable(file)),
         {Symptom::container_wont_start}});
  }
  if (!seen.storage_driver.empty() && seen.storage_driver == "vfs") {
    found.push_back({DiagnosisSeverity::warning,
                     "storage-driver",
                     "Docker's storage driver is vfs",
                     "every layer is a full copy: builds are slow and fill the disk",
                     "set  \"storage-driver\": \"overlay2\"  in /etc/docker/daemon.json (all images have to "
                     "be built again)",
                     {Symptom::build_too_long, Symptom::build_fails}});
  }
  if (seen.dangling_images > 5) {
    found.push_back({DiagnosisSeverity::hint,
                     "dangling-images",
                     fmt::format("{} without a name on the host", count_of(seen.dangling_images, "image")),
                     "builds of older tools leave them; Slipway never removes what is not its own",
                     on_host(facts, "docker image prune --force"),
                     {Symptom::build_fails}});
  }
}

/// `builder.gc.enabled` in the engine's settings, whose names the engine reads without regard to case.
std::optional<bool> gc_enabled(std::string settings) {
  for (char& character : settings) {
    if (character >= 'A' && character <= 'Z') {
      character = static_cast<char>(character - 'A' + 'a');
    }
  }
  const Json document = Json::parse("{" + settings, nullptr, false);
  const Json::json_pointer path("/builder/gc/enabled");
  if (!document.contains(path) || !document[path].is_boolean()) {
    return std::nullopt;
  }
  return document[path].get<bool>();
}

/// Whether the engine prunes its build cache by itself. Engines did not without being told to until 28.3
/// (moby issue 49826).
bool bounds_cache(const DoctorFacts& facts) {
  if (const auto told = gc_enabled(facts.examination.builder_settings.raw())) {
    return *told;
  }
  const auto numbers = split(facts.host.engine_version.raw(), '.');
  const auto number = [&](std::size_t at) {
    int value = 0;
    if (at < numbers.size()) {
      std::from_chars(numbers[at].data(), numbers[at].data() + numbers[at].size(), value);
    }
    return value;
  };
  return number(0) > 28 || (number(0) == 28 && number(1) >= 3);
}

void diagnose_build_cache(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  constexpr std::uint64_t large = 2'000'000'000;
  const auto& disk = facts.host_health.docker_disk;
  const auto cache =
      std::find_if(disk.begin(), disk.end(), [](const auto& use) { return use.type == "Build Cache"; });
  if (cache == disk.end()) {
    return;
  }
  const std::string size = "the engine's build cache has " + bytes_text(cache->bytes);
  if (bounds_cache(facts)) {
    found.push_back(
        {DiagnosisSeverity::fine, "build-cache", size + "; the engine bounds it (builder.gc)", {}, {}, {}});
  } else if (cache->bytes < large) {
    found.push_back({DiagnosisSeverity::fine,
                     "build-cache",
                     size + "; nothing bounds it (builder.gc is off)",
                     {},
                     {},
                     {}});
  } else {
    found.push_back({DiagnosisSeverity::hint,
                     "build-cache",
                     size + ", and nothing bounds it (builder.gc is off)",
                     "it grows with every build until the disk is full; it belongs to all projects of the "
                     "host, so Slipway "
                     "never removes from it unasked",
                     "slipway prune --build-cache=1GB   (once)\n"
                     "or let the engine do it: put  \"builder\": {\"gc\": {\"enabled\": true, "
                     "\"defaultKeepStorage\": \"1GB\"}}  into "
                     "/etc/docker/daemon.json on the host, and restart the engine",
                     {Symptom::build_fails}});
  }
}

}  // namespace

void diagnose_docker(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  if (facts.host.engine_version.empty()) {
    diagnose_no_engine(facts, found);
    return;
  }
  diagnose_tools(facts, found);
  diagnose_engine(facts, found);
  diagnose_build_cache(facts, found);
}

}  // namespace slipway::deploy
