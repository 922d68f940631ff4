#include "host/trust.hpp"

#include "util/process.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

namespace slipway::host {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto scan_patience = 30s;
/// More than any host has keys.
constexpr std::size_t scan_limit = 256U << 10U;

bool consists_of(std::string_view text, std::string_view others) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
  });
}

/// The settings that ssh would use, by their names in lower case.
Result<std::map<std::string, std::string>> ssh_settings(const Destination& destination) {
  Command command{.argv = {"ssh", "-G"}};
  if (!destination.ssh_config.empty()) {
    command.argv.insert(command.argv.end(), {"-F", destination.ssh_config});
  }
  command.argv.insert(command.argv.end(), {"--", destination.host});
  SLIPWAY_TRY_ASSIGN(const Finished finished, run(command, {}, scan_patience, scan_limit));
  if (!finished.ok()) {
    return tl::unexpected(connection_error(destination, finished.err));
  }
  std::map<std::string, std::string> settings;
  for (const std::string& line : split(finished.out, '\n')) {
    const std::size_t space = line.find(' ');
    if (space != std::string::npos) {
      settings.emplace(line.substr(0, space), line.substr(space + 1));
    }
  }
  return settings;
}

Result<std::string> fingerprint(const std::string& type, const std::string& blob) {
  SLIPWAY_TRY_ASSIGN(const std::string said, run_checked({.argv = {"ssh-keygen", "-l", "-f", "-"}},
                                                         "compute the fingerprint of a host key",
                                                         fmt::format("{} {}\n", type, blob)));
  const auto words = split(said, ' ');
  return words.size() > 1 ? words[1] : printable(said);
}

/// The keys in lines "name type base64 …", without marked ones (@revoked, @cert-authority).
Result<std::vector<HostKey>> keys_in(std::string_view lines) {
  std::vector<HostKey> keys;
  for (const std::string& line : split(lines, '\n')) {
    const auto words = split(line, ' ');
    if (words.size() >= 3 && !line.starts_with("#") && !line.starts_with("@") &&
        consists_of(words[1], "@.-") && consists_of(words[2], "+/=")) {
      SLIPWAY_TRY_ASSIGN(std::string print, fingerprint(words[1], words[2]));
      keys.push_back({words[1], words[2], std::move(print)});
    }
  }
  return keys;
}

Result<std::vector<HostKey>> known_keys(const HostIdentity& identity) {
  std::error_code ignored;
  if (!fs::exists(identity.known_hosts, ignored)) {
    return std::vector<HostKey>{};
  }
  // Ends with 1 where it knows none.
  SLIPWAY_TRY_ASSIGN(const Finished found,
                     run({.argv = {"ssh-keygen", "-F", identity.name, "-f", identity.known_hosts.native()}}));
  return keys_in(found.out);
}

}  // namespace

fs::path first_known_hosts(const std::string& value) {
  std::error_code ignored;
  const fs::path whole(value);
  return fs::is_directory(whole.parent_path(), ignored) ? whole : fs::path(value.substr(0, value.find(' ')));
}

Result<HostIdentity> scan_host_keys(const Destination& destination) {
  SLIPWAY_TRY_ASSIGN(auto settings, ssh_settings(destination));
  const std::string ask =
      fmt::format("ssh -o StrictHostKeyChecking=ask {} true", shell_quote_if_needed(destination.host));
  for (const char* way : {"proxyjump", "proxycommand"}) {
    if (const auto found = settings.find(way); found != settings.end() && found->second != "none") {
      return fail(ExitCode::refused,
                  fmt::format("the keys of `{}` cannot be asked for", printable(destination.host)),
                  fmt::format("ssh reaches it through `{}`", printable(found->second)),
                  ask + "   (shows the key's fingerprint, and asks)");
    }
  }
  HostIdentity identity;
  identity.address = settings["hostname"];
  identity.port = settings["port"];
  identity.known_hosts = first_known_hosts(settings["userknownhostsfile"]);
  const std::string alias = settings["hostkeyalias"];
  identity.name =
      identity.port == "22" ? identity.address : fmt::format("[{}]:{}", identity.address, identity.port);
  if (!alias.empty() && alias != "none") {
    identity.name = alias;
  }
  if (!consists_of(identity.address, ".:_-%") || !consists_of(identity.name, "[].:_-%")) {
    return fail(ExitCode::usage,
                fmt::format("`{}` is not the name of a machine", printable(identity.address)), {},
                "correct HOST, or ~/.ssh/config");
  }
  SLIPWAY_TRY_ASSIGN(const Finished scan,
                     run({.argv = {"ssh-keyscan", "-T", "15", "-p", identity.port, "--", identity.address}},
                         {}, scan_patience, scan_limit));
  SLIPWAY_TRY_ASSIGN(identity.keys, keys_in(scan.out));
  if (identity.keys.empty()) {
    return fail(ExitCode::unreachable,
                fmt::format("`{}` (port {}) shows no host keys", printable(identity.address),
                            printable(identity.port)),
                "no ssh server answered there within 15 s",
                "switch it on, bring it into this network, or start its ssh server");
  }
  std::sort(identity.keys.begin(), identity.keys.end(),
            [](const HostKey& one, const HostKey& other) { return one.type < other.type; });
  SLIPWAY_TRY_ASSIGN(const auto known, known_keys(identity));
  for (HostKey& key : identity.keys) {
    for (const HostKey& old : known) {
      key.known = key.known || (old.type == key.type && old.blob == key.blob);
    }
    for (const HostKey& old : known) {
      if (!key.known && old.type == key.type) {
        identity.changed.push_back(old.fingerprint);
      }
    }
  }
  return identity;
}

Result<void> remember(const HostIdentity& identity, const std::vector<HostKey>& keys) {
  std::string lines;
  for (const HostKey& key : keys) {
    lines += fmt::format("{} {} {}\n", identity.name, key.type, key.blob);
  }
  const fs::path& file = identity.known_hosts;
  const auto failed = [&](const char* reason) {
    return fail(ExitCode::failure, fmt::format("cannot write the keys into `{}`", printable(file.native())),
                reason, "correct the file's permissions, or UserKnownHostsFile in ~/.ssh/config");
  };
  std::error_code error;
  if (const fs::path directory = file.parent_path(); !fs::exists(directory, error)) {
    if (fs::create_directories(directory, error)) {
      fs::permissions(directory, fs::perms::owner_all, error);
    }
  }
  const int descriptor = ::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return failed(std::strerror(errno));
  }
  // A last line without an end would swallow the first of ours.
  char last = '\n';
  if (const off_t size = ::lseek(descriptor, 0, SEEK_END);
      size > 0 && ::pread(descriptor, &last, 1, size - 1) == 1 && last != '\n') {
    lines.insert(0, "\n");
  }
  const ssize_t written = ::write(descriptor, lines.data(), lines.size());
  const int problem = errno;
  ::close(descriptor);
  if (written != static_cast<ssize_t>(lines.size())) {
    return failed(std::strerror(problem));
  }
  return {};
}

}  // namespace slipway::host
