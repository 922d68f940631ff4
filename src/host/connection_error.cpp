#include "host/connection.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <array>

namespace slipway::host {
namespace {

/// What ssh prints, what it means, and what helps. `{}` in the last is the host, quoted.
struct Symptom {
  std::string_view text;
  std::string_view meaning;
  std::string_view remedy;
};

constexpr std::array<Symptom, 15> symptoms{{
    {"REMOTE HOST IDENTIFICATION HAS CHANGED", "the host's key is not the known one",
     "ssh-keygen -R {}   (only if the machine was reinstalled and the fingerprint is the right one; "
     "otherwise do "
     "not connect)"},
    {"Host key verification failed", "the host's key is not known here",
     "slipway trust {}   (shows the key's fingerprint, and asks)"},
    {"No ED25519 host key is known", "the host's key is not known here",
     "slipway trust {}   (shows the key's fingerprint, and asks)"},
    {": restricted", "the account's login shell is restricted and may not run /bin/sh",
     "give the account another shell on the host (sudo chsh -s /bin/bash ACCOUNT), or name another account: "
     "ssh "
     "{} true"},
    {"This account is currently not available", "the account may not log in: its shell is nologin",
     "give the account a shell on the host (sudo chsh -s /bin/bash ACCOUNT), or name another account: ssh {} "
     "true"},
    {"agent refused operation", "the key's agent did not sign: it was told not to, or is locked",
     "ssh {} true   (asks again)"},
    {"Permission denied", "the host does not accept your key", "ssh-copy-id {}"},
    {"Too many authentication failures", "the host refused after too many keys",
     "name one in ~/.ssh/config: IdentityFile …, IdentitiesOnly yes; then: ssh {} true"},
    {"Could not resolve hostname", "there is no machine of that name",
     "check HOST and ~/.ssh/config, then: ssh {} true"},
    {"Connection refused", "the machine is there, but no ssh server answers",
     "start the ssh server on it (sudo systemctl enable --now ssh), then: ssh {} true"},
    {"No route to host", "the machine cannot be reached",
     "switch it on and bring it into this network, then: ssh {} true"},
    {"Network is unreachable", "there is no network", "check this machine's network, then: ssh {} true"},
    {"timed out", "no answer came in time", "switch it on and bring it into this network, then: ssh {} true"},
    {"remote username contains invalid characters", "ssh does not accept the user name", "correct HOST"},
    {"hostname contains invalid characters", "ssh does not accept the host name", "correct HOST"},
}};

}  // namespace

Error connection_error(const Destination& destination, std::string_view ssh_said) {
  // ssh ends its lines as a terminal wants them.
  std::string lines(trim(ssh_said));
  std::erase(lines, '\r');
  const std::string said = printable_lines(lines);
  const std::string name = shell_quote_if_needed(destination.host);
  Error error{ExitCode::unreachable,
              fmt::format("cannot log in to `{}` with ssh", printable(destination.host)),
              said.empty() ? "ssh exited without a message" : said,
              fmt::format("ssh {} true", ssh_target(destination.host, destination.ssh_config))};
  for (const Symptom& symptom : symptoms) {
    if (ssh_said.find(symptom.text) != std::string_view::npos) {
      error.because = fmt::format("{}\n{}", symptom.meaning, said);
      const bool asks_slipway = symptom.remedy.starts_with("slipway ") && !destination.ssh_config.empty();
      const bool asks_ssh = symptom.remedy.find("ssh {}") != std::string_view::npos ||
                            symptom.remedy.find("ssh-copy-id {}") != std::string_view::npos;
      error.fix =
          fmt::format(fmt::runtime(symptom.remedy),
                      asks_slipway ? name + " --ssh-config " + shell_quote_if_needed(destination.ssh_config)
                      : asks_ssh   ? ssh_target(destination.host, destination.ssh_config)
                                   : name);
      break;
    }
  }
  return error;
}

bool is_refused_login(const Error& error) {
  const auto says = [&](std::string_view text) { return error.because.find(text) != std::string::npos; };
  return says("agent refused operation") || says("Permission denied") ||
         says("Too many authentication failures");
}

}  // namespace slipway::host
