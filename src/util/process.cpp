#include "util/process.hpp"

#include "util/log.hpp"
#include "util/quote.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <thread>

extern char** environ;  // POSIX leaves its declaration to the program.

namespace slipway {
namespace {

using Clock = std::chrono::steady_clock;

void close_fd(int& fd) {
  if (fd >= 0) {
    ::close(fd);
    fd = -1;
  }
}

std::string variable_name(std::string_view assignment) {
  return std::string(assignment.substr(0, assignment.find('=')));
}

std::vector<std::string> environment_of(const Command& command) {
  std::vector<std::string> assignments;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string name = variable_name(*variable);
    const bool replaced = std::any_of(command.environment.begin(), command.environment.end(),
                                      [&](const auto& added) { return added.first == name; });
    const bool removed = std::find(command.unset.begin(), command.unset.end(), name) != command.unset.end();
    if (!replaced && !removed) {
      assignments.emplace_back(*variable);
    }
  }
  for (const auto& [name, value] : command.environment) {
    assignments.push_back(name + "=" + value);
  }
  return assignments;
}

std::vector<char*> pointers_to(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (std::string& string : strings) {
    pointers.push_back(string.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

int status_of(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

tl::unexpected<Error> cannot_start(const Command& command, int error) {
  return fail(ExitCode::failure, fmt::format("cannot start `{}`", command.text()), std::strerror(error),
              fmt::format("install `{}`, or put it on PATH", command.argv.front()));
}

/// One stream of a child: what to do in the child, and our end of it.
struct Plumbing {
  int ours = -1;
  int theirs = -1;
};

Result<Plumbing> plumb(Child::Stream stream, bool child_reads) {
  Plumbing plumbing;
  if (stream == Child::Stream::null) {
    plumbing.theirs = ::open("/dev/null", (child_reads ? O_RDONLY : O_WRONLY) | O_CLOEXEC);
  } else if (stream == Child::Stream::pipe) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      return fail(ExitCode::failure, "cannot open a pipe to a program", std::strerror(errno),
                  "close other programs and run the command again");
    }
    plumbing.theirs = child_reads ? ends[0] : ends[1];
    plumbing.ours = child_reads ? ends[1] : ends[0];
  }
  return plumbing;
}

}  // namespace

std::string Command::text() const {
  std::string line;
  for (const std::string& word : argv) {
    line += line.empty() ? "" : " ";
    line += shell_quote_if_needed(word);
  }
  return line;
}

Result<Child> Child::start(const Command& command, const Streams& streams) {
  log_command(command.text());
  SLIPWAY_TRY_ASSIGN(Plumbing in, plumb(streams.in, true));
  SLIPWAY_TRY_ASSIGN(Plumbing out, plumb(streams.out, false));
  SLIPWAY_TRY_ASSIGN(Plumbing err, plumb(streams.err, false));

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const std::array<std::pair<int, int>, 3> standard{{{in.theirs, 0}, {out.theirs, 1}, {err.theirs, 2}}};
  for (const auto& [fd, target] : standard) {
    if (fd >= 0) {
      posix_spawn_file_actions_adddup2(&actions, fd, target);
    }
  }
  if (!command.directory.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, command.directory.c_str());
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // A child starts with the default reaction to every signal, whatever we have installed.
  sigset_t every;
  sigset_t none;
  sigfillset(&every);
  sigemptyset(&none);
  posix_spawnattr_setsigdefault(&attributes, &every);
  posix_spawnattr_setsigmask(&attributes, &none);
  short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
  if (streams.own_group) {
    posix_spawnattr_setpgroup(&attributes, 0);
    flags = static_cast<short>(flags | POSIX_SPAWN_SETPGROUP);
  }
  posix_spawnattr_setflags(&attributes, flags);

  std::vector<std::string> argv = command.argv;
  std::vector<std::string> environment = environment_of(command);
  Child child;
  const int error = ::posix_spawnp(&child.pid_, argv.front().c_str(), &actions, &attributes,
                                   pointers_to(argv).data(), pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  for (Plumbing* stream : {&in, &out, &err}) {
    close_fd(stream->theirs);
  }
  child.in_ = in.ours;
  child.out_ = out.ours;
  child.err_ = err.ours;
  if (error != 0) {
    child.pid_ = -1;
    return cannot_start(command, error);
  }
  return child;
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      in_(std::exchange(other.in_, -1)),
      out_(std::exchange(other.out_, -1)),
      err_(std::exchange(other.err_, -1)),
      status_(other.status_) {}

Child& Child::operator=(Child&& other) noexcept {
  if (this != &other) {
    finish();
    pid_ = std::exchange(other.pid_, -1);
    in_ = std::exchange(other.in_, -1);
    out_ = std::exchange(other.out_, -1);
    err_ = std::exchange(other.err_, -1);
    status_ = other.status_;
  }
  return *this;
}

Child::~Child() {
  finish();
}

void Child::finish() {
  close_input();
  if (pid_ > 0 && !status_) {
    kill(SIGTERM);
    if (!wait(std::chrono::seconds(2))) {
      kill(SIGKILL);
      wait();
    }
  }
  close_fd(out_);
  close_fd(err_);
}

bool Child::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(in_, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void Child::close_input() {
  close_fd(in_);
}

bool Child::pump(const std::function<bool(Source, std::string_view)>& sink,
                 std::optional<std::chrono::milliseconds> patience) {
  std::array<char, 65536> buffer;
  while (out_ >= 0 || err_ >= 0) {
    std::array<pollfd, 3> fds{{{out_, POLLIN, 0}, {err_, POLLIN, 0}, {interrupt_fd(), POLLIN, 0}}};
    const int ready = ::poll(fds.data(), fds.size(), patience ? static_cast<int>(patience->count()) : -1);
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    if (ready == 0 || fds[2].revents != 0) {
      return false;
    }
    for (std::size_t i = 0; i < 2; ++i) {
      if (fds[i].fd < 0 || fds[i].revents == 0) {
        continue;
      }
      const ssize_t got = ::read(fds[i].fd, buffer.data(), buffer.size());
      if (got > 0) {
        if (!sink(i == 0 ? Source::out : Source::err, {buffer.data(), static_cast<std::size_t>(got)})) {
          return true;
        }
      } else if (got == 0 || errno != EINTR) {
        close_fd(i == 0 ? out_ : err_);
      }
    }
  }
  return true;
}

std::optional<int> Child::wait(std::optional<std::chrono::milliseconds> patience) {
  const auto deadline = Clock::now() + patience.value_or(std::chrono::milliseconds(0));
  auto pause = std::chrono::microseconds(200);
  while (!status_) {
    int wait_status = 0;
    const pid_t reaped = ::waitpid(pid_, &wait_status, patience ? WNOHANG : 0);
    if (reaped == pid_) {
      status_ = status_of(wait_status);
    } else if (reaped < 0 && errno != EINTR) {
      status_ = 127;
    } else if (reaped == 0) {
      if (Clock::now() >= deadline) {
        return {};
      }
      std::this_thread::sleep_for(pause);
      pause = std::min(pause * 2, std::chrono::microseconds(20000));
    }
  }
  return status_;
}

void Child::kill(int signal) {
  if (pid_ > 0 && !status_) {
    ::kill(pid_, signal);
  }
}

Result<Finished> run(const Command& command, std::string_view input,
                     std::optional<std::chrono::milliseconds> patience, std::size_t limit) {
  SLIPWAY_TRY_ASSIGN(
      Child child, Child::start(command, {.in = input.empty() ? Child::Stream::null : Child::Stream::pipe}));
  return finish(std::move(child), command, input, patience, limit);
}

Result<Finished> finish(Child child, const Command& command, std::string_view input,
                        std::optional<std::chrono::milliseconds> patience, std::size_t limit) {
  // The input goes in from a thread of its own: a program that prints before it has read everything would
  // otherwise wait for us while we wait for it.
  std::thread writer;
  if (!input.empty()) {
    writer = std::thread([&child, input] {
      child.write(input);
      child.close_input();
    });
  }
  Finished finished;
  bool too_much = false;
  const bool in_time = child.pump(
      [&](Child::Source source, std::string_view bytes) {
        std::string& text = source == Child::Source::out ? finished.out : finished.err;
        text += bytes;
        too_much = finished.out.size() + finished.err.size() > limit;
        return !too_much;
      },
      patience);
  if (!in_time || too_much) {
    child.kill(SIGKILL);
  }
  if (writer.joinable()) {
    writer.join();
  }
  finished.status = child.wait().value_or(127);
  log_result(command.argv.front(), finished.status);
  if (too_much) {
    return fail(ExitCode::failure, fmt::format("`{}` printed more than {} MiB", command.text(), limit >> 20U),
                {}, fmt::format("{}   (shows what it prints)", command.text()));
  }
  if (!in_time && interrupted()) {
    return tl::unexpected(interruption());
  }
  if (!in_time) {
    return fail(ExitCode::failure, fmt::format("`{}` did not answer", command.text()),
                fmt::format("it printed nothing for {} s",
                            patience.value_or(std::chrono::milliseconds(0)).count() / 1000),
                "check the connection and run the command again");
  }
  return finished;
}

Result<std::string> run_checked(const Command& command, std::string_view action, std::string_view input) {
  SLIPWAY_TRY_ASSIGN(Finished finished, run(command, input));
  return checked(std::move(finished), command, action);
}

Result<std::string> checked(Finished finished, const Command& command, std::string_view action) {
  if (!finished.ok()) {
    std::string said = printable_lines(trim(finished.err.empty() ? finished.out : finished.err));
    return fail(ExitCode::failure, fmt::format("cannot {}", action),
                fmt::format("`{}` exited with status {}{}{}", command.text(), finished.status,
                            said.empty() ? "" : ":\n", said),
                fmt::format("correct what it says, then try it by itself: {}", command.text()));
  }
  return std::move(finished.out);
}

std::string_view environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view(value);
}

}  // namespace slipway
