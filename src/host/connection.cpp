#include "host/connection.hpp"

#include "host/patience.hpp"
#include "util/quote.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <csignal>
#include <mutex>
#include <optional>
#include <random>
#include <utility>

namespace slipway::host {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto connect_patience = 40s;
/// A script that only looks or tidies ends within this time, however much it prints meanwhile.
constexpr auto script_deadline = 5min;
/// Start-up files of a shell print less than this.
constexpr std::size_t greeting_limit = 1U << 20U;
constexpr std::size_t error_limit = 64U << 10U;
constexpr std::size_t output_limit = 64U << 20U;

std::string socket_of(const TemporaryDirectory& directory) {
  return (directory.path() / "ssh").native();
}

/// Cuts the framed part out of the stream: what comes before the first marker is a shell's greeting, what
/// follows the last is not ours.
class FrameReader {
 public:
  explicit FrameReader(const std::string& nonce)
      : begin_(fmt::format("slipway-begin {}\n", nonce)), end_(fmt::format("slipway-end {} ", nonce)) {}

  /// Takes the next piece of the stream; returns the output that has become certain.
  std::string take(std::string_view piece) {
    held_ += piece;
    if (!begun_) {
      greeting_ += piece.size();
      const std::size_t at = held_.find(begin_);
      if (at == std::string::npos) {
        held_.erase(0, held_.size() > 65536 ? held_.size() - begin_.size() : 0);
        return {};
      }
      held_.erase(0, at + begin_.size());
      begun_ = true;
    }
    const std::size_t at = held_.find(end_);
    if (at != std::string::npos) {
      const std::size_t line_end = held_.find('\n', at + 1);
      if (line_end == std::string::npos) {
        return {};
      }
      const char* digits = held_.data() + at + end_.size();
      std::from_chars(digits, held_.data() + line_end, status_);
      ended_ = true;
      std::string rest = held_.substr(0, at);
      held_.clear();
      return rest;
    }
    // What comes is shown at once, but for what may be the start of the end marker. That does not begin with
    // the end of a line: each line would be shown only with the next one.
    std::size_t certain = held_.size() - std::min(held_.size(), end_.size());
    while (!end_.starts_with(std::string_view(held_).substr(certain))) {
      ++certain;
    }
    std::string sure = held_.substr(0, certain);
    held_.erase(0, certain);
    return sure;
  }

  /// What comes instead of an answer has no end.
  bool exceeds_greeting_limit() const { return !begun_ && greeting_ > greeting_limit; }
  bool ended() const { return ended_; }
  int status() const { return status_; }

 private:
  std::string begin_;
  std::string end_;
  std::string held_;
  std::size_t greeting_ = 0;
  bool begun_ = false;
  bool ended_ = false;
  int status_ = 0;
};

void keep_tail(std::string& text, std::string_view piece) {
  text += piece;
  if (text.size() > error_limit) {
    text.erase(0, text.size() - error_limit);
  }
}

/// The host's sshd allows no further session on a connection that has one.
bool is_refused_session(std::string_view said) {
  return said.find("Session open refused by peer") != std::string_view::npos;
}

tl::unexpected<Error> lost(std::string_view said) {
  return fail(ExitCode::connection_lost, "the connection to the host was lost", printable_lines(trim(said)),
              "check the link and run the same command again: it looks first at how far the host got");
}

}  // namespace

std::vector<std::string> ssh_command_line(const std::string& ssh_config,
                                          std::chrono::seconds connect_timeout) {
  std::vector<std::string> words{"ssh"};
  if (!ssh_config.empty()) {
    words.insert(words.end(), {"-F", ssh_config});
  }
  words.insert(words.end(), {"-o", fmt::format("ConnectTimeout={}", connect_timeout.count())});
  for (const char* option :
       {"BatchMode=yes", "StrictHostKeyChecking=yes", "RemoteCommand=none", "PermitLocalCommand=no",
        "ForwardX11=no", "ForwardAgent=no", "ClearAllForwardings=yes", "LogLevel=ERROR"}) {
    words.insert(words.end(), {"-o", option});
  }
  return words;
}

std::string make_nonce() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}", device(), device());
}

std::string framed_script(const Script& script, std::string_view nonce, bool hold_open) {
  std::string text = fmt::format("printf 'slipway-begin {}\\n'\n(\n", nonce);
  text += "set -- " + shell_join(script.arguments) + "\n";
  text += script.text;
  text += fmt::format("\n) </dev/null\nprintf 'slipway-end {} %d\\n' $?\n", nonce);
  if (hold_open) {
    text += "exec cat >/dev/null\n";
  }
  // One compound command: a shell parses it to its end before it runs any of it.
  return "{\n" + text + "}\n";
}

std::string for_any_shell(std::string_view command) {
  std::string text;
  for (const char c : command) {
    // An octal number has three digits, so another one may follow it.
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                          std::string_view(" /_.,=:").find(c) != std::string_view::npos;
    text += is_plain ? std::string(1, c) : fmt::format("\\{:03o}", static_cast<unsigned char>(c));
  }
  return fmt::format("exec /bin/sh -c 'eval \"$(printf \"{}\")\"'", text);
}

std::string git_ssh_script(const std::vector<std::string>& session_words, std::string_view nonce) {
  // git's words for the host go through its login shell, which need not be a POSIX one: od encodes them as
  // for_any_shell does. `read` takes no more than its line from a pipe: what follows is git's, byte for byte.
  const std::string script = fmt::format(
      "there=$(printf '%s' \"printf '\\n%s\\n' {1}; exec $2\" | od -An -v -to1 | tr -d '\\n' | sed 's/ "
      "/\\\\/g')\n"
      "{0} \"exec /bin/sh -c 'eval \\\"\\$(printf \\\"$there\\\")\\\"'\" | "
      "{{ while IFS= read -r line; do [ \"$line\" = {1} ] && exec cat; done; }}",
      shell_join(session_words), nonce);
  return shell_join({"sh", "-c", script, "sh"});
}

namespace {

class SshConnection final : public Connection {
 public:
  // A signal ends the master, with this object. The end of its input would end the session that holds the
  // connection, and then the master, but only a round trip later.
  SshConnection(TemporaryDirectory directory, Destination destination, Child master)
      : directory_(std::move(directory)), destination_(std::move(destination)), master_(std::move(master)) {}

  Result<int> follow(const Script& script, const Sink& sink, std::chrono::milliseconds patience) override;
  Result<unsigned> forward_from_host(unsigned port) const override;
  Command command(const std::string& remote_command) const override;
  std::string git_ssh_command() const override;
  bool logs_in_anew() const override { return logs_in_anew_; }

 private:
  /// ssh, up to what it is to run there.
  std::vector<std::string> session_words() const;

  TemporaryDirectory directory_;
  Destination destination_;
  Child master_;
  /// Each session logs in anew: the host allows one session for each connection (MaxSessions 1).
  bool logs_in_anew_ = false;
};

/// A login that has begun. Its shell on the host waits for a script.
struct Login {
  TemporaryDirectory directory;
  Child master;
};

class SshNetwork final : public Network {
 public:
  Result<std::unique_ptr<Connection>> open(const Destination& destination, const Script& first,
                                           ScriptResult& result) override;
  void log_in_ahead(const Destination& destination) override;
  Clock::time_point now() override { return Clock::now(); }
  void pause(std::chrono::milliseconds time) override { pause_for(time); }

 private:
  struct Ahead {
    Destination destination;
    Clock::time_point began;
    Login login;
  };

  /// The login that has begun ahead, if it is to this destination, or a new one.
  Result<Login> login_to(const Destination& destination);

  std::mutex mutex_;
  std::optional<Ahead> ahead_;
};

/// A connection on which nothing has been said for so long may be gone, as on a line that a router has
/// forgotten.
constexpr auto login_is_fresh = 30s;

Result<Login> begin_login(const Destination& destination) {
  SLIPWAY_TRY_ASSIGN(TemporaryDirectory directory, TemporaryDirectory::create());
  const bool is_limited = destination.within.count() > 0;
  Command command{.argv = is_limited ? ssh_command_line(destination.ssh_config, destination.within)
                                     : ssh_command_line(destination.ssh_config)};
  for (const char* option : {"ServerAliveInterval=10", "ServerAliveCountMax=2", "ControlMaster=yes",
                             "ControlPersist=no", "RequestTTY=no"}) {
    command.argv.insert(command.argv.end(), {"-o", option});
  }
  command.argv.insert(command.argv.end(),
                      {"-o", destination.compress ? "Compression=yes" : "Compression=no"});
  command.argv.insert(command.argv.end(),
                      {"-S", socket_of(directory), "-T", "--", destination.host, "exec /bin/sh -s"});
  // In a process group of its own: a Ctrl-C is for us, who then say what the host is doing over this
  // connection.
  SLIPWAY_TRY_ASSIGN(Child master, Child::start(command, {.in = Child::Stream::pipe, .own_group = true}));
  return Login{std::move(directory), std::move(master)};
}

void SshNetwork::log_in_ahead(const Destination& destination) {
  // An error is found, and said, when the host is opened.
  if (auto login = begin_login(destination)) {
    const std::lock_guard lock(mutex_);
    ahead_.emplace(Ahead{destination, now(), std::move(*login)});
  }
}

Result<Login> SshNetwork::login_to(const Destination& destination) {
  std::optional<Ahead> ahead;
  {
    const std::lock_guard lock(mutex_);
    ahead.swap(ahead_);
  }
  if (ahead && ahead->destination == destination && now() - ahead->began < login_is_fresh) {
    return std::move(ahead->login);
  }
  return begin_login(destination);
}

Result<std::unique_ptr<Connection>> SshNetwork::open(const Destination& destination, const Script& first,
                                                     ScriptResult& result) {
  SLIPWAY_TRY_ASSIGN(Login login, login_to(destination));
  Child& master = login.master;
  const bool is_limited = destination.within.count() > 0;
  const std::string nonce = make_nonce();
  master.write(framed_script(first, nonce, true));

  FrameReader frame(nonce);
  bool too_much = false;
  bool too_late = false;
  const auto patience = is_limited ? 3 * destination.within : connect_patience;
  const auto deadline = Clock::now() + (is_limited ? 2 * patience : script_deadline);
  const bool in_time = master.pump(
      [&](Child::Source source, std::string_view piece) {
        too_late = Clock::now() > deadline;
        if (source == Child::Source::err) {
          keep_tail(result.err, piece);
          return !too_late;
        }
        result.out += frame.take(piece);
        too_much = frame.exceeds_greeting_limit() || result.out.size() > output_limit;
        return !frame.ended() && !too_much && !too_late;
      },
      std::chrono::duration_cast<std::chrono::milliseconds>(patience));
  if (too_much) {
    return fail(
        ExitCode::unreachable, fmt::format("`{}` does not stop printing", printable(destination.host)), {},
        fmt::format("ssh {} true   (shows what it prints; the cause is in a file of its shell, such as "
                    "~/.bashrc)",
                    ssh_target(destination.host, destination.ssh_config)));
  }
  if (!frame.ended()) {
    if (!in_time && interrupted()) {
      return tl::unexpected(interruption());
    }
    if (!in_time || too_late) {
      return fail(ExitCode::unreachable, fmt::format("`{}` does not answer", printable(destination.host)),
                  too_late && !is_limited ? std::string("its answer did not end within 5 min")
                  : too_late ? fmt::format("its answer did not end within {} s", (2 * patience).count())
                             : fmt::format("it said nothing for {} s", patience.count()),
                  fmt::format("ssh {} true", ssh_target(destination.host, destination.ssh_config)));
    }
    return tl::unexpected(connection_error(destination, result.err));
  }
  result.status = frame.status();
  return std::make_unique<SshConnection>(std::move(login.directory), destination, std::move(login.master));
}

std::vector<std::string> SshConnection::session_words() const {
  if (logs_in_anew_) {
    auto words = ssh_command_line(destination_.ssh_config);
    words.insert(words.end(), {"-o", "ControlMaster=no", "-o", "ControlPath=none", "-o", "RequestTTY=no",
                               "-T", "--", destination_.host});
    return words;
  }
  // The configuration has done its work when the connection was opened. Should the master be gone, this must
  // fail and not open a connection of its own.
  return {"ssh",
          "-F",
          "none",
          "-S",
          socket_of(directory_),
          "-o",
          "ControlMaster=no",
          "-o",
          "ProxyCommand=false",
          "-o",
          "BatchMode=yes",
          "-o",
          "LogLevel=ERROR",
          "-T",
          "slipway"};
}

Result<int> SshConnection::follow(const Script& script, const Sink& sink,
                                  std::chrono::milliseconds patience) {
  SLIPWAY_TRY_ASSIGN(Child session, Child::start(command("exec /bin/sh -s"),
                                                 {.in = Child::Stream::pipe, .own_group = true}));
  const std::string nonce = make_nonce();
  session.write(framed_script(script, nonce, false));
  session.close_input();
  FrameReader frame(nonce);
  std::string said;
  bool stopped = false;
  const bool in_time = session.pump(
      [&](Child::Source source, std::string_view piece) {
        if (source == Child::Source::err) {
          keep_tail(said, piece);
          return true;
        }
        const std::string output = frame.take(piece);
        stopped = !output.empty() && !sink(output);
        return !frame.ended() && !stopped && !frame.exceeds_greeting_limit();
      },
      patience);
  if (stopped) {
    return 0;
  }
  if (!in_time && interrupted()) {
    return tl::unexpected(interruption());
  }
  if (!in_time) {
    return fail(ExitCode::connection_lost, "the host has stopped answering",
                fmt::format("it said nothing for {} s", patience.count() / 1000),
                "check the link and run the same command again: it looks first at how far the host got");
  }
  if (!frame.ended() && !logs_in_anew_ && is_refused_session(said)) {
    logs_in_anew_ = true;
    return follow(script, sink, patience);
  }
  if (!frame.ended()) {
    return lost(said);
  }
  return frame.status();
}

Result<unsigned> SshConnection::forward_from_host(unsigned port) const {
  const auto asked = slipway::run({.argv = {"ssh", "-F", "none", "-S", socket_of(directory_), "-O", "forward",
                                            "-R", fmt::format("127.0.0.1:0:127.0.0.1:{}", port), "slipway"}});
  unsigned there = 0;
  if (asked && asked->ok()) {
    const std::string_view digits = trim(asked->out);
    std::from_chars(digits.data(), digits.data() + digits.size(), there);
  }
  if (there == 0) {
    return fail(ExitCode::host_unsuited, "the host does not forward a port to this machine",
                asked ? printable_lines(trim(asked->err)) : cause_of(asked.error()),
                "allow it in the host's sshd_config: AllowTcpForwarding yes");
  }
  return there;
}

Command SshConnection::command(const std::string& remote_command) const {
  Command command{.argv = session_words()};
  command.argv.push_back(remote_command);
  return command;
}

std::string SshConnection::git_ssh_command() const {
  return git_ssh_script(session_words(), make_nonce());
}

}  // namespace

Network& ssh_network() {
  static SshNetwork network;
  return network;
}

Result<ScriptResult> Connection::run(const Script& script) {
  ScriptResult result;
  const auto deadline = Clock::now() + script_deadline;
  bool endless = false;
  SLIPWAY_TRY_ASSIGN(result.status, follow(
                                        script,
                                        [&](std::string_view piece) {
                                          result.out += piece;
                                          endless =
                                              result.out.size() > output_limit || Clock::now() > deadline;
                                          return !endless;
                                        },
                                        patience()));
  if (endless) {
    return fail(ExitCode::connection_lost, "the host's answer does not end",
                fmt::format("it has printed {} so far", bytes_text(result.out.size())),
                "log in by hand and look at what the host prints");
  }
  return result;
}

std::string Connection::git_address(std::string_view absolute_path) {
  std::string address = "ssh://slipway";
  for (const char character : absolute_path) {
    const auto byte = static_cast<unsigned char>(character);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') ||
                       std::string_view("/-_.").find(character) != std::string_view::npos;
    address += plain ? std::string(1, character) : fmt::format("%{:02X}", byte);
  }
  return address;
}

}  // namespace slipway::host
