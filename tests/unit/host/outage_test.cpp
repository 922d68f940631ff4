#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace slipway::host {
namespace {

std::string trailers(const std::string& facts) {
  const auto finished =
      run({.argv = {"/bin/sh", "-c", runner_function("outage_trailers") + "outage_trailers\n"}}, facts);
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

/// Of one service; the host started 1700000000 s after the epoch.
std::string facts(const std::string& more) {
  return "was web\nnow web\nbegan new 100.50\nhealthy 105.60\n" + more;
}
constexpr const char* replaced =
    "event 1700000100400000000 web old die\nevent 1700000100500000000 web new start\n";

TEST(Outage, EndsWhenTheNewContainerListens) {
  EXPECT_EQ(trailers(facts("listens web\nanswered web new 0.07\n") + replaced),
            "Seconds-Outage: 0.17\nUntil-Healthy: 5.20\n");
}

TEST(Outage, EndsWhenItRunsIfItHasNoPort) {
  EXPECT_EQ(trailers(facts("") + replaced), "Seconds-Outage: 0.10\nUntil-Healthy: 5.20\n");
}

TEST(Outage, IsNotToldIfNobodySawTheNewOneListen) {
  EXPECT_EQ(trailers(facts("listens web\n") + replaced), "Until-Healthy: 5.20\n");
}

TEST(Outage, IsNotToldIfTheEngineHasForgottenAnEnd) {
  EXPECT_EQ(trailers(facts("was db\nnow db\nevent 1700000100300000000 db other start\n") + replaced),
            "Until-Healthy: 5.20\n");
}

TEST(Outage, IsNotToldIfNobodyKnowsWhenTheHostStarted) {
  EXPECT_EQ(trailers("was web\nnow web\nhealthy 105.60\n" + std::string(replaced)), "")
      << "the process of the new container was gone when it was looked for";
}

TEST(Outage, IsNothingIfNothingEnded) {
  EXPECT_EQ(trailers(facts("")), "");
}

TEST(Outage, IsNoneIfTheNewContainerRanBeforeTheOldOneEnded) {
  EXPECT_EQ(
      trailers(facts("event 1700000100100000000 web new start\nevent 1700000100400000000 web old die\n")),
      "Seconds-Outage: 0.00\nUntil-Healthy: 0.00\n");
}

TEST(Outage, OfAServiceIsThatOfAllItsContainers) {
  // One after the other: there is always one.
  EXPECT_EQ(trailers(facts("was web\nnow web\n") +
                     "event 1700000100000000000 web a die\nevent 1700000100500000000 web new start\n"
                     "event 1700000101000000000 web b die\nevent 1700000103000000000 web d start\n"),
            "Seconds-Outage: 0.00\nUntil-Healthy: 0.00\n");
}

TEST(Outage, TheLongestOfAllServicesCountsAndNewOnesHaveNone) {
  EXPECT_EQ(
      trailers(facts("was db\nnow db\nnow fresh\nevent 1700000099000000000 db one die\n"
                     "event 1700000101000000000 db one start\nevent 1700000101500000000 fresh x start\n") +
               replaced),
      "Seconds-Outage: 2.00\nUntil-Healthy: 6.60\n");
}

TEST(Outage, ACrashIsAnotherOne) {
  EXPECT_EQ(trailers(facts("answered web new 0.05\n") + replaced +
                     "event 1700000101000000000 web new die\nevent 1700000102000000000 web new start\n"),
            "Seconds-Outage: 1.05\nUntil-Healthy: 5.20\n");
}

TEST(Answering, IsSeenInTheProcesssOwnNetwork) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);  // NOLINT
  socklen_t length = sizeof address;
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length), 0);  // NOLINT
  const auto directory = TemporaryDirectory::create();
  const std::string containers = fmt::format("web a {0} {1}/udp {1}/tcp\nworker b {0}\ndns c {0} 53/udp\n",
                                             ::getpid(), ntohs(address.sin_port));
  const auto look = [&] {
    const auto finished =
        run({.argv = {"/bin/sh", "-c", runner_function("newly_answering") + "newly_answering \"$1\"\n", "sh",
                      (directory->path() / "answered").native()}},
            containers);
    return std::pair(finished->status, finished->out);
  };
  EXPECT_EQ(look(), std::pair(1, std::string()));
  ASSERT_EQ(::listen(listener, 1), 0);
  const auto [status, out] = look();
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(out.starts_with("web a ")) << out;
  ASSERT_TRUE(write_file(directory->path() / "answered", out));
  EXPECT_EQ(look(), std::pair(0, std::string()));
  ::close(listener);
}

}  // namespace
}  // namespace slipway::host
