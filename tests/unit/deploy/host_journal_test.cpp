#include "deploy/host_journal.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace slipway::deploy
