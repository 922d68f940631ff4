#include "util/file.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace slipway {
namespace {

/// What /proc says of a process; no parent where it says nothing.
struct Process {
  std::string name;
  pid_t parent = 0;
};

Process look_at(pid_t pid) {
  const auto text = read_file("/proc/" + std::to_string(pid) + "/stat");
  if (!text) {
    return {};
  }
  // "pid (name) state parent …", where the name may hold parentheses itself.
  const std::size_t open = text->find('(');
  const std::size_t close = text->rfind(')');
  if (open == std::string::npos || close == std::string::npos || close + 4 > text->size()) {
    return {};
  }
  Process process{text->substr(open + 1, close - open - 1), 0};
  const char* digits = text->data() + close + 4;
  std::from_chars(digits, text->data() + text->size(), process.parent);
  return process;
}

bool is_build_tool(std::string_view name) {
  constexpr std::array<std::string_view, 7> tools{"ninja", "ninja-build", "samu", "make",
                                                  "gmake", "cmake",       "ctest"};
  return std::find(tools.begin(), tools.end(), name) != tools.end();
}

}  // namespace

void watch_build_tool() {
#ifdef SYS_pidfd_open
  std::vector<pollfd> tools;
  for (pid_t pid = ::getppid(); pid > 1;) {
    const Process process = look_at(pid);
    if (is_build_tool(process.name)) {
      const auto fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
      if (fd >= 0) {
        tools.push_back({fd, POLLIN, 0});
      }
    }
    pid = process.parent;
  }
  if (!tools.empty()) {
    std::thread([tools]() mutable {
      // Signals are for the thread that waits for the host.
      while (::poll(tools.data(), tools.size(), -1) < 0) {
      }
      // A Ctrl-C reaches us and the tool at once; we are ending already then.
      if (!interrupted()) {
        ::kill(::getpid(), SIGTERM);
      }
    }).detach();
  }
#endif
}

}  // namespace slipway
