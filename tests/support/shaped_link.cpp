// A network link with a rate and a delay, for kernels without netem: two TUN devices, one in this network
// namespace and one in a process's, and a relay between them that releases each packet when a line of that
// rate would have.
//
// usage: shaped_link NAME PID KBIT_PER_SECOND MICROSECONDS
//   NAME             the device in this network namespace; `eth0` is the one in that of process PID
//   KBIT_PER_SECOND  of each direction
//   MICROSECONDS     of each direction, so half of what ping shows
//
// Prints "ready" when both devices are there. Ends, and takes the devices with it, when process PID ends.
// Exit status: 0 when PID has ended, 2 for a wrong command line, 3 where the device's name is taken, 1 for
// other errors.

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Nanoseconds = std::chrono::nanoseconds;

/// What a home router keeps before it drops.
constexpr long most_waiting_bytes = 262144;
constexpr int name_is_taken = 3;

[[noreturn]] void stop(const char* what) {
  std::fprintf(stderr, "shaped_link: %s: %s\n", what, std::strerror(errno));
  std::exit(errno == EBUSY || errno == EEXIST ? name_is_taken : 1);
}

int open_tun(const std::string& name) {
  const int descriptor = ::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) {
    stop("/dev/net/tun");
  }
  ifreq request{};
  request.ifr_flags = static_cast<short>(IFF_TUN | IFF_NO_PI | IFF_TUN_EXCL);
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  if (::ioctl(descriptor, TUNSETIFF, &request) != 0) {
    stop(name.c_str());
  }
  return descriptor;
}

long number(const char* text) {
  const std::string_view digits = text;
  long value = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || value < 0) {
    std::fprintf(stderr, "shaped_link: expected a number, found '%s'\n", text);
    std::exit(2);
  }
  return value;
}

/// One direction: the line serialises a packet after the other, and each arrives a delay later.
class Direction {
 public:
  Direction(int from, int to, long kbit_per_second, Nanoseconds delay)
      : from_(from), to_(to), kbit_per_second_(kbit_per_second), delay_(delay) {}

  void read_all(Clock::time_point now) {
    std::array<char, 65536> buffer;
    for (ssize_t size = 0; (size = ::read(from_, buffer.data(), buffer.size())) > 0;) {
      accept(std::string_view(buffer.data(), static_cast<std::size_t>(size)), now);
    }
  }

  void release(Clock::time_point now) {
    while (!queue_.empty() && queue_.front().due <= now) {
      const std::string& bytes = queue_.front().bytes;
      // A device that takes no more drops the packet, as a wire would.
      [[maybe_unused]] const ssize_t written = ::write(to_, bytes.data(), bytes.size());
      queue_.pop_front();
    }
  }

  Clock::time_point next() const { return queue_.empty() ? Clock::time_point::max() : queue_.front().due; }

 private:
  struct Packet {
    Clock::time_point due;
    std::string bytes;
  };

  Nanoseconds time_for(long bytes) const { return Nanoseconds(bytes * 8 * 1'000'000 / kbit_per_second_); }

  void accept(std::string_view bytes, Clock::time_point now) {
    free_ = std::max(free_, now);
    if (free_ - now > time_for(most_waiting_bytes)) {
      return;
    }
    free_ += time_for(static_cast<long>(bytes.size()));
    queue_.push_back({free_ + delay_, std::string(bytes)});
  }

  int from_;
  int to_;
  long kbit_per_second_;
  Nanoseconds delay_;
  Clock::time_point free_{};
  std::deque<Packet> queue_;
};

timespec time_until(Clock::time_point due) {
  const auto rest = std::clamp<Nanoseconds>(due - Clock::now(), Nanoseconds(0), std::chrono::seconds(60));
  return {static_cast<std::time_t>(rest.count() / 1'000'000'000),
          static_cast<long>(rest.count() % 1'000'000'000)};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: shaped_link NAME PID KBIT_PER_SECOND MICROSECONDS\n", stderr);
    return 2;
  }
  const pid_t pid = static_cast<pid_t>(number(argv[2]));
  const long rate = std::max(1L, number(argv[3]));
  const Nanoseconds delay = std::chrono::microseconds(number(argv[4]));

  // The process's own end is how this program learns that the host is gone.
  const int process = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (process < 0) {
    stop("the process");
  }
  const int here = open_tun(argv[1]);
  if (::setns(process, CLONE_NEWNET) != 0) {
    stop("the network namespace of the process");
  }
  const int there = open_tun("eth0");
  std::puts("ready");
  std::fclose(stdout);

  ::prctl(PR_SET_TIMERSLACK, 1UL);
  Direction up(here, there, rate, delay);
  Direction down(there, here, rate, delay);
  std::array<pollfd, 3> waited{{{here, POLLIN, 0}, {there, POLLIN, 0}, {process, POLLIN, 0}}};
  while (true) {
    const Clock::time_point next = std::min(up.next(), down.next());
    const timespec timeout = time_until(next);
    if (::ppoll(waited.data(), waited.size(), &timeout, nullptr) < 0 && errno != EINTR) {
      stop("poll");
    }
    if (waited[2].revents != 0) {
      return 0;
    }
    const Clock::time_point now = Clock::now();
    if (waited[0].revents != 0) {
      up.read_all(now);
    }
    if (waited[1].revents != 0) {
      down.read_all(now);
    }
    up.release(Clock::now());
    down.release(Clock::now());
  }
}
