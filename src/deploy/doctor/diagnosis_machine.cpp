#include "deploy/doctor/diagnosis.hpp"
#include "deploy/remote/preconditions.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

constexpr std::uint64_t little_disk = 1'000'000'000;
constexpr std::uint64_t some_disk = 3'000'000'000;
/// What the seed of a build on a small machine takes at its peak.
constexpr std::uint64_t build_memory = 1'000'000'000;
constexpr double hot = 80;

void diagnose_disk(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  const auto look = [&](const std::optional<std::uint64_t>& free, const Untrusted& where, const char* name) {
    if (!free) {
      return;
    }
    const std::string what = fmt::format("{} free in {}", bytes_text(*free), printable(where));
    if (*free >= some_disk) {
      found.push_back({DiagnosisSeverity::fine, name, what, {}, {}, {}});
      return;
    }
    found.push_back(
        {*free < little_disk ? DiagnosisSeverity::problem : DiagnosisSeverity::warning,
         name,
         what,
         "a build needs its layers twice for a while, and a full disk breaks every service on the host",
         "slipway prune --build-cache   (removes what this deployment no longer needs, and the engine's "
         "build cache)\n" +
             on_host(facts, "docker system df") + "   (what else takes room, of all projects)",
         {Symptom::build_fails, Symptom::container_wont_start}});
  };
  look(facts.host.free_bytes, facts.host.directory, "disk");
  if (facts.host.docker_free_bytes != facts.host.free_bytes) {
    look(facts.host.docker_free_bytes, facts.host.docker_root, "docker-disk");
  }
}

void diagnose_memory(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  const std::uint64_t available = facts.host.memory_available_bytes.value_or(build_memory);
  const std::uint64_t swap = facts.host_health.swap_free_bytes.value_or(0);
  const std::string what =
      fmt::format("{} of memory available, {} of swap free", bytes_text(available), bytes_text(swap));
  if (available + swap < build_memory) {
    found.push_back(
        {DiagnosisSeverity::warning,
         "memory",
         what,
         "installing packages in a build takes about 1 GB; the kernel kills what wants more than there is",
         "stop what is not needed there, or add swap: sudo dphys-swapfile (Raspberry Pi OS), sudo fallocate",
         {Symptom::build_fails, Symptom::build_too_long, Symptom::container_wont_start}});
  } else {
    found.push_back({DiagnosisSeverity::fine, "memory", what, {}, {}, {}});
  }
  if (facts.host_health.swap_bytes == 0U && facts.host.memory_bytes.value_or(0) < 2 * build_memory) {
    found.push_back(
        {DiagnosisSeverity::hint,
         "swap",
         "no swap on a machine with little memory",
         "a build that needs a little more than there is is killed instead of slow",
         on_host(facts, "sudo dphys-swapfile setup && sudo dphys-swapfile swapon") + "   (Raspberry Pi OS)",
         {Symptom::build_fails}});
  }
}

void diagnose_speed(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  if (const auto& throttling = facts.host_health.throttling) {
    if (throttling->under_voltage || throttling->under_voltage_before) {
      found.push_back({DiagnosisSeverity::warning,
                       "power",
                       throttling->under_voltage
                           ? "the power supply is too weak, now"
                           : "the power supply has been too weak since the machine was started",
                       "the machine runs slower, and may lose what it writes",
                       "use the official power supply",
                       {Symptom::build_too_long}});
    }
    if (throttling->slowed) {
      found.push_back({DiagnosisSeverity::warning,
                       "throttled",
                       "the processor is slowed down, now",
                       "builds take several times as long",
                       "cool it: a heat sink, a fan, another place",
                       {Symptom::build_too_long}});
    }
  }
  if (facts.host_health.celsius.value_or(0) >= hot) {
    found.push_back({DiagnosisSeverity::warning,
                     "temperature",
                     fmt::format("the processor has {:.0f} °C", *facts.host_health.celsius),
                     "from 80 °C on a Raspberry Pi slows down",
                     "cool it: a heat sink, a fan, another place",
                     {Symptom::build_too_long}});
  }
}

}  // namespace

void diagnose_machine(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  const host::HostState& host = facts.host;
  if (host.directory_state == host::DirectoryState::no_home) {
    found.push_back({DiagnosisSeverity::problem,
                     "directory",
                     fmt::format("`{}` has no home directory on the host", printable(host.user)),
                     "DIRECTORY does not begin with `/`, so it is relative to the home directory",
                     "give DIRECTORY from the root, such as /srv/app, or give the account a home directory",
                     {}});
  }
  if (host.directory_state == host::DirectoryState::not_a_directory) {
    found.push_back({DiagnosisSeverity::problem,
                     "directory",
                     fmt::format("`{}` is no directory", printable(host.directory)),
                     "the release's files and the journal go there",
                     "correct DIRECTORY, or move away what is there",
                     {}});
  }
  if (host.directory_state == host::DirectoryState::not_writable) {
    found.push_back(
        {DiagnosisSeverity::problem,
         "directory",
         fmt::format("`{}` cannot be written by `{}`", printable(host.directory), printable(host.user)),
         "the release's files and the journal go there",
         on_host(facts, "sudo chown {} {}", host.user, host.directory) + "   (or correct DIRECTORY)",
         {}});
  }
  if (host.directory_state == host::DirectoryState::read_only) {
    found.push_back({DiagnosisSeverity::problem,
                     "read-only",
                     fmt::format("the file system of `{}` is mounted read-only", printable(host.directory)),
                     std::string(why_read_only),
                     fix_of_read_only(facts.settings->place),
                     {Symptom::build_fails}});
  }
  if (!facts.examination.journal_owner.empty() && facts.examination.journal_owner != host.user &&
      host.user != "root") {
    found.push_back({DiagnosisSeverity::problem,
                     "journal-owner",
                     fmt::format("the journal on the host belongs to `{}`, but the login is `{}`",
                                 printable(facts.examination.journal_owner), printable(host.user)),
                     "git refuses a repository that another user owns",
                     on_host(facts, "sudo chown -R {} {}/.slipway", host.user, host.directory) +
                         "   (or log in as that user: HOST user@host)",
                     {}});
  }
  const std::pair<bool, const char*> programs[] = {
      {host.has_git, "git"}, {host.has_flock, "flock"}, {host.has_setsid, "setsid"}};
  for (const auto& [there, program] : programs) {
    if (!there) {
      found.push_back(
          {DiagnosisSeverity::problem,
           "programs",
           fmt::format("`{}` is not on the host, or not on the PATH of a command that ssh runs ({})", program,
                       printable(facts.examination.path)),
           "a deployment needs it",
           on_host(facts, "sudo apt-get install --yes {}",
                   std::string_view(program) == "git" ? "git" : "util-linux"),
           {}});
    }
  }
  if (host.has_git) {
    found.push_back({DiagnosisSeverity::fine,
                     "programs",
                     fmt::format("{} on the host", printable(host.git_version)),
                     {},
                     {},
                     {}});
  }
  diagnose_disk(facts, found);
  diagnose_memory(facts, found);
  diagnose_speed(facts, found);
}

}  // namespace slipway::deploy
