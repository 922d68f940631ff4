#include "deploy/remote/git_transfer.hpp"

#include "deploy/plan/space.hpp"
#include "host/patience.hpp"
#include "host/scripts.hpp"
#include "util/quote.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace slipway::deploy {
namespace {

/// With less than this, nothing that is sent finds room.
constexpr std::uint64_t no_room_bytes = 1U << 20U;

bool is_progress(std::string_view line) {
  // "Writing objects: 100% (5/5), done.", "Enumerating objects: 5, done.", "Total 5 (delta 0), …"
  constexpr std::string_view from_there = "remote: ";
  if (line.starts_with(from_there)) {
    line.remove_prefix(from_there.size());
  }
  return trim(line).empty() || line.ends_with(", done.") || line.ends_with(", done.        ") ||
         line.starts_with("Total ") || line.starts_with("Delta compression using");
}

/// As run() does it, telling what comes on the standard error.
Result<Finished> run_told(const Command& command, const Told& told) {
  SLIPWAY_TRY_ASSIGN(Child child, Child::start(command, {}));
  Finished finished;
  const bool ended = child.pump(
      [&](Child::Source source, std::string_view piece) {
        (source == Child::Source::err ? finished.err : finished.out) += piece;
        if (source == Child::Source::err) {
          told(piece);
        }
        return true;
      },
      host::patience());
  if (interrupted()) {
    return tl::unexpected(interruption());
  }
  if (!ended) {
    return fail(ExitCode::failure, fmt::format("`{}` did not answer", command.text()),
                fmt::format("it printed nothing for {} s", host::patience().count()),
                "check the connection and run the command again");
  }
  finished.status = child.wait().value_or(127);
  return finished;
}

}  // namespace

std::string journal_address(const host::HostState& host) {
  return host::Connection::git_address(host.directory.raw() + "/.slipway/journal.git");
}

std::string without_progress(std::string_view said) {
  std::string text;
  while (!said.empty()) {
    const std::size_t end = said.find_first_of("\r\n");
    const std::string_view line = said.substr(0, end);
    // A line that is written over was never meant to stay.
    const bool overwritten = end != std::string_view::npos && said[end] == '\r';
    if (!overwritten && !is_progress(line)) {
      text += fmt::format("{}{}", text.empty() ? "" : "\n", trim(line));
    }
    said.remove_prefix(end == std::string_view::npos ? said.size() : end + 1);
  }
  return text;
}

std::optional<Error> no_room(const Place& place, const host::HostState& host, host::Connection& connection,
                             const std::string& what, std::string_view said) {
  const auto asked = connection.run({std::string(host::room_sh), {host.directory.raw()}});
  if (!asked || interrupted()) {
    return {};
  }
  std::uint64_t kibibytes = 0;
  const std::string_view digits = trim(asked->out);
  const bool known =
      std::from_chars(digits.data(), digits.data() + digits.size(), kibibytes).ec == std::errc{};
  const std::uint64_t free = kibibytes * 1024;
  const bool says_so = said.find("No space left") != std::string_view::npos ||
                       said.find("Disk quota exceeded") != std::string_view::npos;
  if (!says_so && (!known || free >= no_room_bytes)) {
    return {};
  }
  const std::string found = fmt::format("the disk is full: {} free in `{}`",
                                        known ? bytes_text(free) : "nothing", printable(host.directory));
  return Error{ExitCode::host_unsuited, what,
               said.empty() ? found : fmt::format("{}:\n{}", found, printable_lines(said)),
               how_to_free_space(place) + "\nnothing was changed on the host"};
}

Result<Finished> transfer(const git::Repository& repository, const Place& place, const host::HostState& host,
                          host::Connection& connection, std::vector<std::string> words,
                          const std::string& what, const Told& told) {
  const bool logged_in_anew = connection.logs_in_anew();
  Command command = repository.command(words);
  command.environment.emplace_back("GIT_SSH_COMMAND", connection.git_ssh_command());
  // Without options of git's own: the session is open already.
  command.environment.emplace_back("GIT_SSH_VARIANT", "simple");
  auto finished = told ? run_told(command, told) : run(command, {}, host::patience());
  if (!finished) {
    if (interrupted()) {
      return finished;
    }
    return fail(ExitCode::unreachable, what, cause_of(finished.error()),
                fmt::format("ssh {} true   (if that works, run the same command again; nothing was changed "
                            "on the host)",
                            ssh_target(place.host, place.ssh_config)));
  }
  if (finished->ok()) {
    return finished;
  }
  if (interrupted()) {
    return tl::unexpected(interruption());
  }
  const std::string said = without_progress(finished->err);
  if (auto full = no_room(place, host, connection, what, said)) {
    return tl::unexpected(std::move(*full));
  }
  // Whoever cannot be asked anything is no longer there.
  const bool there = connection.run({"true", {}}).has_value();
  if (there && !logged_in_anew && connection.logs_in_anew()) {
    // The session was refused, not what git does over it.
    return transfer(repository, place, host, connection, std::move(words), what, told);
  }
  return fail(there ? ExitCode::failure : ExitCode::unreachable, what,
              there
                  ? printable_lines(said)
                  : fmt::format("the connection ended{}{}", said.empty() ? "" : ":\n", printable_lines(said)),
              there ? "run the same command again; nothing was changed on the host"
                    : "check the link and run the same command again; nothing was changed on the host");
}

}  // namespace slipway::deploy
