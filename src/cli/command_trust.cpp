#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "host/trust.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace slipway::cli {
namespace {

struct TrustOptions {
  SettingsOption settings;
  std::string host;
  std::string ssh_config;
  std::string fingerprint;
  bool yes = false;
};

std::string description(const host::HostIdentity& identity) {
  std::string text =
      fmt::format("{}, port {}, shows\n", printable(identity.address), printable(identity.port));
  for (const host::HostKey& key : identity.keys) {
    text += fmt::format("  {:<20} {}{}\n", printable(key.type), printable(key.fingerprint),
                        key.known ? "   known already" : "");
  }
  return text;
}

/// The keys to remember: those that are new, or the one that was named.
Result<std::vector<host::HostKey>> chosen_key(const host::HostIdentity& identity,
                                              const std::string& fingerprint) {
  std::vector<host::HostKey> keys;
  bool found = fingerprint.empty();
  for (const host::HostKey& key : identity.keys) {
    found = found || key.fingerprint == fingerprint;
    if (!key.known && (fingerprint.empty() || key.fingerprint == fingerprint)) {
      keys.push_back(key);
    }
  }
  if (!found) {
    return fail(ExitCode::refused,
                fmt::format("the host has no key with the fingerprint {}", printable(fingerprint)),
                description(identity), "do not connect before you know why the key differs");
  }
  return keys;
}

bool confirmed() {
  std::fputs(
      "the same as on the host's own screen (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub)? [y/N] ",
      stderr);
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "yes";
}

Result<ExitCode> trust_host(const TrustOptions& options, const host::Destination& destination);

Result<ExitCode> run_trust(const TrustOptions& options) {
  if (!options.host.empty()) {
    return trust_host(options, {options.host, options.ssh_config});
  }
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load_whole());
  if (!options.fingerprint.empty() && settings.fleet.any()) {
    return fail(ExitCode::usage, "a fingerprint is of one host",
                fmt::format("the deployment has {}", count_of(settings.fleet.hosts.size(), "host")),
                fmt::format("add --host {}", shell_quote_if_needed(settings.fleet.hosts.front().name)));
  }
  for (const deploy::Settings& one : deploy::settings_of_hosts(settings)) {
    SLIPWAY_TRY_ASSIGN(const ExitCode code, trust_host(options, {one.place.host, options.ssh_config.empty()
                                                                                     ? one.place.ssh_config
                                                                                     : options.ssh_config}));
    if (code != ExitCode::success) {
      return code;
    }
  }
  return ExitCode::success;
}

Result<ExitCode> trust_host(const TrustOptions& options, const host::Destination& destination) {
  SLIPWAY_TRY_ASSIGN(const host::HostIdentity identity, host::scan_host_keys(destination));
  if (!identity.changed.empty()) {
    return fail(
        ExitCode::refused, "the host's key has changed",
        fmt::format("the known key is {}\n{}", printable(join(identity.changed, ", ")),
                    description(identity)),
        fmt::format(
            "ssh-keygen -R {} -f {}   (only if the machine was reinstalled; otherwise do not connect)",
            shell_quote_if_needed(identity.name), shell_quote_if_needed(identity.known_hosts.native())));
  }
  SLIPWAY_TRY_ASSIGN(const std::vector<host::HostKey> keys, chosen_key(identity, options.fingerprint));
  print(description(identity));
  std::fflush(stdout);
  if (keys.empty()) {
    return ExitCode::success;
  }
  const bool asked = !options.yes && options.fingerprint.empty();
  if (asked && (::isatty(STDIN_FILENO) == 0 || !confirmed())) {
    return fail(ExitCode::refused, "the key was not confirmed; nothing was written", {},
                "compare the fingerprint with the host's own, and name it: --fingerprint SHA256:…");
  }
  SLIPWAY_TRY(host::remember(identity, keys));
  print(fmt::format("{} known now, in {}\n", count_of(keys.size(), "key is", "keys are"),
                    printable(identity.known_hosts.native())));
  return ExitCode::success;
}

Action declare_trust(Arguments& arguments) {
  auto options = std::make_shared<TrustOptions>();
  options->settings.add_to(arguments);
  arguments.word("host", options->host, "The host as ssh knows it (default: the deployment's)");
  arguments.option("--ssh-config", options->ssh_config, "A configuration file for ssh to use");
  arguments.option("--fingerprint", options->fingerprint,
                   "Trust the key with this fingerprint and no other, without asking");
  arguments.flag("--yes", options->yes, "Trust the keys that the host shows, without asking");
  return [options] { return run_trust(*options); };
}

}  // namespace

const Command trust_command{"trust", "Show a host's keys, and remember them for ssh", declare_trust};

}  // namespace slipway::cli
