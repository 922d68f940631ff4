#pragma once

#include "util/error.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::host {

/// Where to, in the words of the person's own ssh configuration.
struct Destination {
  std::string host;        ///< Anything `ssh` takes: an alias, `user@name`, `ssh://user@name:port`.
  std::string ssh_config;  ///< A configuration file to use instead of ~/.ssh/config; empty for that one.
  bool compress = false;   ///< For what is mostly text; images are compressed already.
};

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

/// One multiplexed OpenSSH connection. The first script runs in the session that opens the connection, so a
/// command that needs no more than that costs one exec; every further script, and git, shares the connection.
/// It ends with the object: the ssh that holds it is our child.
///
/// The person's configuration decides how the host is reached. What does not change: no questions
/// (BatchMode), host keys must be known, a dead peer is noticed within 30 seconds.
class Connection {
 public:
  /// Opens the connection and runs `first`. Errors say what ssh found: no such host, refused, unknown or
  /// changed host key, key not accepted …
  static Result<std::unique_ptr<Connection>> open(const Destination& destination, const Script& first,
                                                  ScriptResult& result);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Runs a script in a session of its own and returns what it printed.
  Result<ScriptResult> run(const Script& script);

  /// The same for a script that takes long: each piece of output is handed over as it comes. Nothing having
  /// come for `patience` is an error. The sink returns false to stop listening.
  using Sink = std::function<bool(std::string_view)>;
  Result<int> follow(const Script& script, const Sink& sink, std::chrono::milliseconds patience);

  /// Lets programs on the host reach a port of this machine's loopback by one of the host's loopback, which
  /// is returned. It is gone when the connection is. Error: the host's sshd does not allow it.
  Result<unsigned> forward_from_host(unsigned port) const;

  /// A program that runs `remote_command` there, in a session of this connection, for streams of our own.
  Command command(const std::string& remote_command) const;

  /// What git is to use instead of ssh (GIT_SSH_COMMAND), and the address of a repository on the host for it.
  /// The name in the address is of no meaning: the connection is there.
  std::string git_ssh_command() const;
  static std::string git_address(std::string_view absolute_path);

 private:
  Connection(TemporaryDirectory directory, Child master);

  TemporaryDirectory directory_;
  Child master_;
};

/// What is sent to the remote shell's standard input to run a script: nothing of it is executed before all of
/// it has arrived, and it cannot read its own text. The output is framed by `nonce`.
std::string framed_script(const Script& script, std::string_view nonce, bool hold_open);

/// Sixteen random hexadecimal digits: output of a container or of a shell's start-up files cannot guess them.
std::string make_nonce();

/// The error for what ssh printed when it could not connect.
Error connection_error(const Destination& destination, std::string_view ssh_said);

}  // namespace slipway::host
