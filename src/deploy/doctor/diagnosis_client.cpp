#include "deploy/doctor/diagnosis.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::deploy {
namespace {

/// `git fetch --no-auto-maintenance`, `core.fsync` and the like.
constexpr int least_git = 230;

/// Configures the build directory again: with its preset if there is one of the environment's name.
std::string configure_command(const DoctorFacts& facts, std::string_view fresh) {
  const BuildSystem& build_system = facts.settings->build_system;
  const std::string build = shell_quote_if_needed(printable(build_system.build_directory.native()));
  if (facts.client.has_preset) {
    return fmt::format("cmake {}--preset {} -B {}", fresh,
                       shell_quote_if_needed(printable(facts.settings->place.environment)), build);
  }
  return fmt::format("cmake -S {} -B {}",
                     shell_quote_if_needed(printable(build_system.project_directory.native())), build);
}

}  // namespace

void diagnose_client(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  const ClientFacts& client = facts.client;
  const std::string build = facts.settings->build_system.build_directory.native();
  if (!client.module_version.empty() && client.module_version != client.helper_version) {
    found.push_back({DiagnosisSeverity::problem,
                     "versions",
                     fmt::format("this is Slipway {}, and the settings were written by the module of {}",
                                 client.helper_version, printable(client.module_version)),
                     "module and helper talk through settings.json, each in its own version of it",
                     configure_command(facts, "--fresh "),
                     {}});
  } else {
    found.push_back(
        {DiagnosisSeverity::fine, "versions", fmt::format("Slipway {}", client.helper_version), {}, {}, {}});
  }
  if (client.build_directory_gone) {
    found.push_back({DiagnosisSeverity::warning,
                     "build-directory",
                     fmt::format("the build directory `{}` is no longer configured", printable(build)),
                     "smoke tests are run from there, and targets and settings come from it",
                     configure_command(facts, {}),
                     {}});
  } else if (client.configured_before_edit) {
    found.push_back({DiagnosisSeverity::warning,
                     "build-directory",
                     "CMakeLists.txt or the presets are newer than the settings in the build directory",
                     "the commands go by what was configured last; a target configures again by itself",
                     fmt::format("cmake {}", shell_quote_if_needed(printable(build))),
                     {}});
  }
  if (version_number(client.git_version) < least_git) {
    found.push_back({DiagnosisSeverity::problem,
                     "git",
                     fmt::format("git here is `{}`", printable(client.git_version)),
                     "git 2.30 or newer is needed",
                     "install a newer git",
                     {}});
  }
  if (!client.has_identity) {
    found.push_back({DiagnosisSeverity::hint,
                     "git-identity",
                     "git knows no name and address to commit with",
                     "`slipway ship <message>` commits",
                     "git config --global user.name <name>; git config --global user.email <address>",
                     {}});
  }
  if (client.rewrites_line_ends) {
    found.push_back({DiagnosisSeverity::hint,
                     "git-line-ends",
                     "core.autocrlf rewrites the ends of lines here",
                     "Slipway deploys the commit, not the working tree",
                     "git config core.autocrlf false",
                     {Symptom::container_wont_start}});
  }
  if (client.shallow) {
    found.push_back({DiagnosisSeverity::hint,
                     "git-shallow",
                     "this clone is shallow",
                     "deploying works; a comparison with an old commit may not",
                     "git fetch --unshallow",
                     {}});
  }
  for (const classify::Finding& finding : client.without_ignore_file) {
    found.push_back({DiagnosisSeverity::warning,
                     "dockerignore",
                     finding.message,
                     finding.cost,
                     finding.fix,
                     {Symptom::build_too_long}});
  }
}

}  // namespace slipway::deploy
