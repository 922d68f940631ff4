#include "deploy/doctor/diagnosis.hpp"
#include "deploy/plan/probation.hpp"
#include "util/pasted_command.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace slipway::deploy {
namespace {

/// What a container's exit status usually means.
std::string meaning_of(const host::UnhealthyContainer& container) {
  if (container.out_of_memory) {
    return "the kernel killed it for using too much memory";
  }
  switch (container.exit_code) {
    case 125:
      return "Docker could not start it";
    case 126:
      return "its command cannot be executed: permission, or an image for another processor";
    case 127:
      return "its command is not in the image";
    case 137:
      return "it was killed (SIGKILL): out of memory, or it did not stop in time";
    case 139:
      return "it crashed (SIGSEGV)";
    case 143:
      return "it was stopped (SIGTERM)";
    default:
      return container.health == "unhealthy" ? "its health check fails" : "it ended by itself";
  }
}

void diagnose_containers(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  for (const host::UnhealthyContainer& container : facts.examination.unhealthy) {
    std::string what =
        fmt::format("{} is {}, exit status {}", printable(container.service),
                    container.health.empty()
                        ? printable(container.state)
                        : fmt::format("{}, {}", printable(container.state), printable(container.health)),
                    container.exit_code);
    if (!container.error.empty()) {
      what += ": " + printable(container.error);
    }
    if (!container.last_log.empty()) {
      what += "; its last words:\n" + without_control_sequences(container.last_log);
    }
    found.push_back(
        {DiagnosisSeverity::warning,
         "container",
         std::move(what),
         meaning_of(container),
         PastedCommand("slipway logs {}   (its whole log)\nslipway deploy   (restarts it)", container.service)
             .text(),
         {Symptom::container_wont_start}});
  }
}

std::optional<unsigned> port_in(const compose::Text& text) {
  unsigned port = 0;
  const std::string& value = text.value;
  const auto result = std::from_chars(value.data(), value.data() + value.size(), port);
  return result.ec == std::errc{} && result.ptr == value.data() + value.size() ? std::optional(port)
                                                                               : std::nullopt;
}

void diagnose_ports(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  if (facts.settings->swarm.on) {
    return;  // They are those of whichever node has the task, and its own task may have them.
  }
  for (const auto& [name, service] : facts.model->services) {
    for (const compose::Port& port : service.ports) {
      const auto number = service.active ? port_in(port.published) : std::nullopt;
      if (!number || port.protocol == "udp") {
        continue;
      }
      const auto& neighbours = facts.examination.neighbours;
      const auto holder = std::find_if(neighbours.begin(), neighbours.end(), [&](const host::Neighbour& one) {
        return std::find(one.ports.begin(), one.ports.end(), *number) != one.ports.end();
      });
      const auto& listening = facts.examination.listening;
      const bool taken = std::find(listening.begin(), listening.end(), *number) != listening.end();
      if ((holder != neighbours.end() && holder->project == facts.host.project) ||
          (holder == neighbours.end() && !taken)) {
        continue;
      }
      found.push_back(
          {DiagnosisSeverity::problem,
           "port",
           fmt::format("port {} of {} is taken by {}", *number, printable(name),
                       holder != neighbours.end() ? "the container " + printable(holder->name)
                                                  : std::string("a program that is no container")),
           "the container cannot start while it is",
           holder != neighbours.end()
               ? on_host(facts, "docker stop {}", holder->name) +
                     "   (if it is not needed: look first, with docker inspect; or publish another port)"
               : on_host(facts, "sudo ss -ltnp 'sport = :{}'", *number),
           {Symptom::container_wont_start}});
    }
  }
}

void diagnose_devices(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  for (const host::Device& device : facts.examination.devices) {
    if (!device.exists) {
      found.push_back(
          {DiagnosisSeverity::problem,
           "device",
           fmt::format("{} is not there", printable(device.path)),
           "the compose file gives it to a container, which does not start without it",
           device.path.starts_with("/dev/snd")
               ? "plug the sound card in, or switch it on: dtparam=audio=on in /boot/firmware/config.txt"
               : "plug the device in, or take it out of the compose file",
           {Symptom::container_wont_start}});
    } else {
      found.push_back({DiagnosisSeverity::fine,
                       "device",
                       fmt::format("{} is there (group {})", printable(device.path), printable(device.group)),
                       {},
                       {},
                       {}});
    }
  }
}

/// What an older tool, or an older name of the directory, left running.
void diagnose_leftovers(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  for (const host::Neighbour& other : facts.examination.neighbours) {
    const bool same_directory = !other.directory.empty() && other.directory == facts.host.directory;
    bool same_name = false;
    for (const auto& [name, service] : facts.model->services) {
      same_name = same_name || other.name == name || other.name == service.container_name.value;
    }
    if (other.project != facts.host.project && (same_directory || same_name)) {
      found.push_back(
          {DiagnosisSeverity::warning,
           "leftover",
           fmt::format("the container {} of {} has a name or the directory of this application's",
                       printable(other.name),
                       other.project.empty() ? std::string("no compose project")
                                             : "the project " + printable(other.project)),
           same_directory
               ? "an older tool started it here; it may hold ports, devices and names that the release needs"
               : "it may belong to another project; it may hold ports, devices and names that the release "
                 "needs",
           on_host(facts, "docker inspect {}", other.name) +
               "   (look whose it is before you stop or remove it)",
           {Symptom::container_wont_start}});
    }
  }
}

void diagnose_journal(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  // Since the last release that became healthy: the last that failed in its build, the last that failed in
  // its tests, and the last that failed in its switch.
  bool is_told[3] = {false, false, false};
  for (const Release& release : facts.journal.entries) {
    if (release.healthy()) {
      break;
    }
    const bool switched = release.seconds.count("switch") != 0;
    const bool tested = release.seconds.count("tests") != 0;
    if (std::exchange(is_told[switched ? 2 : tested ? 1 : 0], true)) {
      continue;
    }
    found.push_back({DiagnosisSeverity::warning,
                     "last-release",
                     fmt::format("release {} ended as {}: {}", release.number, printable(release.outcome),
                                 printable(release.reason)),
                     switched ? "it was switched to, and did not become healthy"
                     : tested
                         ? "its images were made, and its tests did not pass in them: nothing was touched"
                         : "it did not get as far as the switch: nothing was touched",
                     fmt::format("slipway logs --run {}", release.number),
                     {switched || tested ? Symptom::container_wont_start : Symptom::build_fails}});
  }
  if (!facts.host.unfinished.empty() && !facts.host.locked) {
    found.push_back(
        {DiagnosisSeverity::warning,
         "interrupted",
         host::failed_way_back(facts.host).empty()
             ? std::string("a deployment was interrupted in its switch")
             : fmt::format("a deployment failed, and what ran before it could not be put back: {}",
                           printable(host::failed_way_back(facts.host))),
         facts.host.at_boot.empty()
             ? "files and containers may be of two releases, and nobody is there to finish it; with "
               "RECOVER_AT_BOOT ON the host finishes it when it starts"
             : "files and containers may be of two releases; the host finishes it when it starts, or the "
               "next "
               "deployment does",
         "slipway recover",
         {Symptom::container_wont_start}});
  }
  if (facts.host.probation && facts.host.probation->state != host::Probation::State::watched &&
      !facts.host.locked && facts.host.unfinished.empty()) {
    found.push_back({DiagnosisSeverity::warning,
                     "probation",
                     fmt::format("release {} is on probation, but the host does not watch it",
                                 facts.host.probation->release),
                     probation_text(*facts.host.probation, facts.journal, false),
                     "slipway recover",
                     {}});
  }
  if (!facts.examination.boot_problem.empty()) {
    found.push_back(
        {DiagnosisSeverity::warning,
         "recover-at-boot",
         "the host does not finish, when it starts, what was interrupted, as RECOVER_AT_BOOT asks",
         printable(facts.examination.boot_problem),
         "slipway deploy   (installs it again)",
         {}});
  }
  if (!facts.host.drift.empty()) {
    found.push_back(
        {DiagnosisSeverity::problem,
         "drift",
         fmt::format("{} edited on the host", count_of(split(facts.host.drift.raw(), '\n').size(), "file")),
         "a deployment stops rather than overwrite them",
         "slipway deploy --overwrite-drift   (keeps the edits in a patch)\n"
         "slipway deploy --adopt-drift   (makes them a branch here: merge it, and deploy)",
         {}});
  }
}

/// The seconds that builds took, if the slow kind is frequent.
void diagnose_builds(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  std::size_t full = 0;
  std::size_t all = 0;
  double seconds = 0;
  for (const Release& release : facts.journal.entries) {
    if (release.healthy() && !release.restores && all < 20) {
      ++all;
      const auto took = release.builder_seconds();
      if (release.strategy == "full" && took) {
        ++full;
        seconds += *took;
      }
    }
  }
  if (full > 1 && full * 2 > all) {
    found.push_back(
        {DiagnosisSeverity::hint,
         "full-builds",
         fmt::format("{} of the last {} built images from scratch, {} each on average", full,
                     count_of(all, "release"), duration_text(seconds / static_cast<double>(full))),
         "a full build is for changed dependencies, a changed Dockerfile, and the first deployment",
         "slipway report --output report.html   (it names the causes of full builds, and what each cost)",
         {Symptom::build_too_long}});
  }
}

}  // namespace

void diagnose_application(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  if (facts.model_error) {
    found.push_back({DiagnosisSeverity::problem,
                     "compose-file",
                     summary(*facts.model_error),
                     "nothing can be planned or started",
                     facts.model_error->fix,
                     {Symptom::container_wont_start}});
  }
  diagnose_journal(facts, found);
  diagnose_builds(facts, found);
  diagnose_containers(facts, found);
  if (facts.model) {
    diagnose_ports(facts, found);
    diagnose_devices(facts, found);
    diagnose_leftovers(facts, found);
  }
}

}  // namespace slipway::deploy
