#include "cli/command.hpp"
#include "cli/each_host.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "cli/version.hpp"
#include "deploy/doctor/doctor.hpp"
#include "deploy/fleet/roll_out.hpp"
#include "deploy/remote/looking.hpp"
#include "report/doctor_report.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <map>

namespace slipway::cli {
namespace {

struct DoctorOptions {
  SettingsOption settings;
  std::string symptom;
  bool all = false;
  bool strict = false;
  bool json = false;
};

ExitCode show_facts(const DoctorOptions& options, const deploy::DoctorFacts& facts);

/// Error: an earlier host is the same machine. A deployment would refuse that.
Result<void> check_other_name(std::map<std::string, std::string>& names_of_machines, const std::string& name,
                              const deploy::DoctorFacts& facts) {
  const std::string machine = facts.connection_error ? std::string{} : deploy::machine_of(facts.host);
  if (machine.empty()) {
    return {};
  }
  const auto [known, is_new] = names_of_machines.emplace(machine, name);
  if (!is_new) {
    return tl::unexpected(deploy::same_machine_error(known->second, name));
  }
  return {};
}

Result<ExitCode> run_doctor(const DoctorOptions& options) {
  SLIPWAY_TRY_ASSIGN(deploy::Settings settings, options.settings.load_whole());
  if (options.json) {
    settings = deploy::without_choice(std::move(settings));
  }
  if (settings.fleet.any()) {
    if (options.json) {
      return fail(ExitCode::usage, "doctor --json is for one host",
                  fmt::format("the deployment has {}", count_of(settings.fleet.hosts.size(), "host")),
                  fmt::format("add --host {}", shell_quote_if_needed(settings.fleet.hosts.front().name)));
    }
    std::map<std::string, std::string> names_of_machines;
    return for_each_host<deploy::DoctorFacts>(
        settings, [](const deploy::Settings& host) { return deploy::examine(host, version()); },
        [&](const deploy::Settings& host, const deploy::DoctorFacts& facts) -> Result<ExitCode> {
          const ExitCode code = show_facts(options, facts);
          SLIPWAY_TRY(check_other_name(names_of_machines, host.place.host, facts));
          return code;
        });
  }
  SLIPWAY_TRY_ASSIGN(const deploy::DoctorFacts facts, deploy::examine(settings, version()));
  return show_facts(options, facts);
}

ExitCode show_facts(const DoctorOptions& options, const deploy::DoctorFacts& facts) {
  const auto found = deploy::diagnose(facts);
  const auto symptom = deploy::symptom_from(options.symptom);
  print(options.json ? report::doctor_json(found, symptom)
                     : report::doctor_text(found, symptom, options.all, facts.journal));
  switch (report::worst(found)) {
    case deploy::DiagnosisSeverity::problem:
      return facts.connection_error ? ExitCode::unreachable : ExitCode::host_unsuited;
    case deploy::DiagnosisSeverity::warning:
      return options.strict ? ExitCode::failure : ExitCode::success;
    default:
      return ExitCode::success;
  }
}

Action declare_doctor(Arguments& arguments) {
  auto options = std::make_shared<DoctorOptions>();
  options->settings.add_to(arguments);
  arguments.choice("--symptom", options->symptom, {"build-too-long", "build-fails", "container-wont-start"},
                   "Show only possible causes of this symptom, and what to look at next");
  arguments.flag("--all", options->all, "Show the checks that passed as well");
  arguments.flag("--strict", options->strict, "Exit with 1 if there are warnings");
  arguments.flag("--json", options->json, "Print JSON (schema 1, docs/reference/doctor-json.md)");
  return [options] { return run_doctor(*options); };
}

}  // namespace

const Command doctor_command{
    "doctor", "Check this machine, the host and the connection for problems, and say how to fix them",
    declare_doctor};

}  // namespace slipway::cli
