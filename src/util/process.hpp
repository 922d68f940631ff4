#pragma once

#include "util/error.hpp"

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway {

/// A program to start: argv and nothing that a shell would interpret.
struct Command {
  std::vector<std::string> argv;
  /// Variables added to, or replaced in, the inherited environment.
  std::vector<std::pair<std::string, std::string>> environment = {};
  /// Variables taken out of the inherited environment.
  std::vector<std::string> unset = {};
  /// Where to run it; empty means here.
  std::string directory = {};

  /// One line for logs and messages: the words, quoted as a POSIX shell would need them.
  std::string text() const;
};

/// What became of a program that was waited for.
struct Finished {
  int status = 0;  ///< Exit status, or 128 + the signal that ended it.
  std::string out;
  std::string err;

  bool ok() const { return status == 0; }
};

/// A running program with pipes to it. Killed (SIGTERM, then SIGKILL after two seconds) and reaped on
/// destruction if it is still running.
class Child {
 public:
  enum class Stream : unsigned char { inherit, pipe, null };
  struct Streams {
    Stream in = Stream::null;
    Stream out = Stream::pipe;
    Stream err = Stream::pipe;
    /// Puts the program into a process group of its own, so that a Ctrl-C on the terminal reaches only us.
    bool own_group = false;
  };

  /// Error: the program cannot be started (not found, no memory).
  static Result<Child> start(const Command& command, const Streams& streams);

  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  pid_t pid() const { return pid_; }
  /// Writes everything. False if the reader has gone away.
  bool write(std::string_view bytes);
  void close_input();

  enum class Source : unsigned char { out, err };
  /// Hands pieces of output to `sink` as they come, until both streams end, `sink` returns false, or nothing
  /// has come for `patience`. True if the streams ended or the sink stopped it; false on the time-out.
  bool pump(const std::function<bool(Source, std::string_view)>& sink,
            std::optional<std::chrono::milliseconds> patience = {});

  /// Waits for the end. Nothing if the program still runs after `patience`.
  std::optional<int> wait(std::optional<std::chrono::milliseconds> patience = {});
  void kill(int signal);

 private:
  Child() = default;
  void finish();

  pid_t pid_ = -1;
  int in_ = -1;
  int out_ = -1;
  int err_ = -1;
  std::optional<int> status_;
};

/// Runs a program to its end with `input` on its standard input. An exit status other than 0 is a result, not
/// an error. Errors: it cannot be started; it printed more than `limit` bytes; it was silent for longer than
/// `patience`.
Result<Finished> run(const Command& command, std::string_view input = {},
                     std::optional<std::chrono::milliseconds> patience = {}, std::size_t limit = 512U << 20U);

/// Reads what a program that was started prints, to its end; `command` is what it was started with. `input`,
/// if there is any, goes to the pipe to its standard input. The same errors.
Result<Finished> finish(Child child, const Command& command, std::string_view input = {},
                        std::optional<std::chrono::milliseconds> patience = {},
                        std::size_t limit = 512U << 20U);

/// Of a program that exited with another status than 0, an error; else what it printed. `action` is as in
/// run_checked().
Result<std::string> checked(Finished finished, const Command& command, std::string_view action);

/// The same as run(), but an exit status other than 0 is an error. `action` is what the program is run for,
/// as it follows "cannot": "commit the changes".
Result<std::string> run_checked(const Command& command, std::string_view action, std::string_view input = {});

/// What a variable of this process's environment holds; empty if it is not set.
std::string_view environment_variable(const char* name);

}  // namespace slipway
