#pragma once

#include "util/error.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::host {

/// The host, as the user's own ssh configuration names it.
struct Destination {
  std::string host;        ///< Anything `ssh` takes: an alias, `user@name`, `ssh://user@name:port`.
  std::string ssh_config;  ///< A configuration file to use instead of ~/.ssh/config; empty for that one.
  bool compress = false;   ///< For what is mostly text; images are compressed already.
  /// How long connecting may take; the host may then be silent three times as long. 0: as long as usual.
  std::chrono::seconds within = {};

  bool operator==(const Destination&) const = default;
};

/// The start of a command line of ssh to a destination: what the person's configuration may not change.
/// Nobody is asked for a password, host keys are known, neither the agent nor X11 nor a port is forwarded,
/// and no command of theirs is run. Options may be appended; then `--`, the host, and what to run there.
std::vector<std::string> ssh_command_line(const std::string& ssh_config,
                                          std::chrono::seconds connect_timeout = std::chrono::seconds(15));

/// A POSIX shell script and its positional parameters. The words need no quoting: that is done here.
struct Script {
  std::string text;
  std::vector<std::string> arguments;
};

/// What a script printed, and its exit status.
struct ScriptResult {
  int status = 0;
  std::string out;
  std::string err;  ///< At most the last 64 KiB.
};

/// A connection to a host, over which scripts are run. It ends with the object.
class Connection {
 public:
  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() = default;

  /// Runs a script in a session of its own and returns what it printed.
  Result<ScriptResult> run(const Script& script);

  /// The same for a script that takes long: each piece of output is handed over as it comes. Nothing having
  /// come for `patience` is an error. The sink returns false to stop listening.
  using Sink = std::function<bool(std::string_view)>;
  virtual Result<int> follow(const Script& script, const Sink& sink, std::chrono::milliseconds patience) = 0;

  /// Lets programs on the host reach a port of this machine's loopback through a port of the host's loopback,
  /// which is returned. It closes with the connection. Error: the host's sshd does not allow it.
  virtual Result<unsigned> forward_from_host(unsigned port) const = 0;

  /// A program that runs `remote_command` there, in a session of this connection, for streams of our own.
  virtual Command command(const std::string& remote_command) const = 0;

  /// Whether each session logs in anew. Known once a session was refused.
  virtual bool logs_in_anew() const { return false; }

  /// What git is to use instead of ssh (GIT_SSH_COMMAND), and the address of a repository on the host for it.
  /// The name in the address is of no meaning: the connection is there.
  virtual std::string git_ssh_command() const = 0;
  static std::string git_address(std::string_view absolute_path);
};

/// How hosts are reached, and how long to wait for them.
class Network {
 public:
  using Clock = std::chrono::steady_clock;

  Network() = default;
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  virtual ~Network() = default;

  /// Opens a connection and runs `first` in the session that opens it.
  virtual Result<std::unique_ptr<Connection>> open(const Destination& destination, const Script& first,
                                                   ScriptResult& result) = 0;
  /// Begins to log in to a host that is about to be opened, so that other work goes on meanwhile. The next
  /// open() goes on with this login if it is for the same destination and began less than half a minute ago;
  /// otherwise it ends this login, and logs in anew.
  virtual void log_in_ahead(const Destination& /*destination*/) {}
  virtual Clock::time_point now() = 0;
  /// Returns earlier if a signal asks to end.
  virtual void pause(std::chrono::milliseconds time) = 0;
};

/// Connections of OpenSSH, multiplexed: a command that needs no more than its first script costs one exec;
/// every further script, and git, shares the connection. The ssh that holds it is our child. If the host
/// allows one session for each connection (MaxSessions 1), every further one logs in anew.
///
/// The person's configuration decides how the host is reached. What does not change: no questions
/// (BatchMode), host keys must be known, a dead peer is noticed within 30 seconds. Errors say what ssh found:
/// no such host, refused, unknown or changed host key, key not accepted …
Network& ssh_network();

/// What is sent to the remote shell's standard input to run a script: nothing of it is executed before all of
/// it has arrived, and it cannot read its own text. The output is framed by `nonce`.
std::string framed_script(const Script& script, std::string_view nonce, bool hold_open);

/// A POSIX command as one that every login shell takes as it is: sh, csh, fish. They differ in what quotes
/// keep, so the words are sent as octal numbers that `printf` turns back.
std::string for_any_shell(std::string_view command);

/// What git is to run in place of ssh: the session of `session_words`, from whose output everything before a
/// line of the nonce is taken away. A login that greets (`echo` in .bashrc) would otherwise speak into git's
/// protocol. git adds the host and the command; the host is not asked for again.
std::string git_ssh_script(const std::vector<std::string>& session_words, std::string_view nonce);

/// Sixteen random hexadecimal digits: output of a container or of a shell's start-up files cannot guess them.
std::string make_nonce();

/// The error for the output of an ssh that could not connect.
Error connection_error(const Destination& destination, std::string_view ssh_said);
/// Whether it says that the host answered and the login was refused: to try it again asks a person again.
bool is_refused_login(const Error& error);

}  // namespace slipway::host
