#include "deploy/remote/push_progress.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace slipway::deploy {
namespace {

TEST(WrittenBytes, AreReadFromTheLastWordOnIt) {
  EXPECT_EQ(
      written_bytes(
          "Writing objects:  50% (1/2)\rWriting objects: 100% (2/2)\rWriting objects: 100% (2/2), 9.50 MiB "
          "| 11.00 MiB/s, done.\nTotal 2\n"),
      9961472U);
  EXPECT_EQ(written_bytes("Writing objects: 100% (3/3), 280 bytes | 280.00 KiB/s, done.\n"), 280U);
  EXPECT_EQ(written_bytes("Writing objects: 100% (3/3), 1.50 KiB | 1.50 KiB/s, done.\n"), 1536U);
}

TEST(WrittenBytes, AreNoneWhereNothingIsSaid) {
  EXPECT_EQ(written_bytes(""), 0U);
  EXPECT_EQ(written_bytes("Everything up-to-date\n"), 0U);
}

/// What is told of transfers: "percent bytes".
class Told : public Listener {
 public:
  std::vector<std::string> transfers;
  void plan(const classify::Plan& /*plan*/) override {}
  void note(std::string_view /*text*/) override {}
  void step(std::string_view /*name*/) override {}
  void step_done(std::string_view /*name*/, double /*seconds*/) override {}
  void output(std::string_view /*line*/) override {}
  void health(std::string_view /*state*/) override {}
  void image(std::string_view /*service*/) override {}
  void transfer(const Transfer& transfer) override {
    transfers.push_back(fmt::format("{} {}", transfer.percent, transfer.bytes.value_or(0)));
  }
  void failure_log(std::string_view /*service*/) override {}
  void failure_log_end() override {}
};

const std::string git_said =
    "Enumerating objects: 5, done.\n"
    "Counting objects: 100% (5/5), done.\n"
    "Writing objects:  20% (1/5)\rWriting objects:  60% (3/5)\r"
    "Writing objects:  60% (3/5), 1.00 MiB | 2.00 MiB/s\rWriting objects:  60% (3/5), 3.00 MiB | 2.00 MiB/s\r"
    "Writing objects: 100% (5/5), 4.00 MiB | 2.00 MiB/s\rWriting objects: 100% (5/5), 4.00 MiB | 2.00 MiB/s, "
    "done.\n"
    "Total 5 (delta 0), reused 0 (delta 0)\nremote: Writing objects:  1% (1/100)\n";

TEST(PushProgress, CountsBytesWhereItIsKnownHowManyThereAre) {
  Told told;
  PushProgress progress(4 * 1048576, told);
  // Cut anywhere.
  for (std::size_t at = 0; at < git_said.size(); at += 7) {
    progress.take(std::string_view(git_said).substr(at, 7));
  }
  EXPECT_EQ(told.transfers,
            (std::vector<std::string>{"25 1048576", "75 3145728", "99 4194304", "100 4194304"}));
  EXPECT_EQ(progress.text(), git_said);
}

TEST(PushProgress, CountsObjectsWhereItIsNot) {
  Told told;
  PushProgress progress(0, told);
  progress.take(git_said);
  EXPECT_EQ(told.transfers,
            (std::vector<std::string>{"20 0", "60 0", "60 1048576", "60 3145728", "100 4194304"}));
}

TEST(PushProgress, NeverGoesBackAndNeverEndsEarly) {
  Told told;
  PushProgress progress(1048576, told);
  progress.take(
      "Writing objects:  90% (9/10), 9.00 MiB | 1.00 MiB/s\rWriting objects: garbage\rWriting objects:\r");
  progress.take("Writing objects:  95% (9/10), 2.00 KiB | 1.00 MiB/s\r");
  EXPECT_EQ(told.transfers, (std::vector<std::string>{"99 9437184"}));
}

}  // namespace
}  // namespace slipway::deploy
