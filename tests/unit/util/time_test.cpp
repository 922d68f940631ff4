#include "util/time.hpp"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(Time, IsReadAsUtc) {
  EXPECT_EQ(parse_utc("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_utc("2026-11-25T18:00:00Z"), 1795629600);
  EXPECT_EQ(parse_utc("2026-11-25T18:00:00.123456789Z"), 1795629600);
  EXPECT_EQ(parse_utc("2026-11-25 18:00:00"), 1795629600);
  EXPECT_EQ(parse_utc("2026-11-25"), 1795564800);
  for (const char* text : {"", "yesterday", "2026-13-01", "2026-11-25T", "2026-11-25T18:00",
                           "2026-11-25T18:00:00+01:00", "-026-11-25", "2026-11-25x"}) {
    EXPECT_FALSE(parse_utc(text)) << text;
  }
  EXPECT_EQ(utc_text(1795629600), "2026-11-25T18:00:00Z");
}

TEST(Time, AMomentMayBeAnAge) {
  EXPECT_EQ(parse_moment("90s", 1000), 910);
  EXPECT_EQ(parse_moment("2min", 1000), 880);
  EXPECT_EQ(parse_moment("2m", 1000), 880);
  EXPECT_EQ(parse_moment("7d", 1000000), 1000000 - 7 * 86400);
  EXPECT_EQ(parse_moment("1970-01-02", 5), 86400);
  for (const char* text : {"", "7", "d", "7y", "7 d", "-7d"}) {
    EXPECT_FALSE(parse_moment(text, 1000)) << text;
  }
}

TEST(Time, AgesAreToldInTwoUnits) {
  EXPECT_EQ(age_text(-5), "just now");
  EXPECT_EQ(age_text(59), "59 s");
  EXPECT_EQ(age_text(61), "1 min");
  EXPECT_EQ(age_text(3 * 3600 + 61), "3 h 1 min");
  EXPECT_EQ(age_text(86400 * 2 + 3600 * 4), "2 days 4 h");
  EXPECT_EQ(age_text(86400), "1 day 0 h");
  EXPECT_EQ(age_text(86400 * 40), "40 days");
}

}  // namespace
}  // namespace slipway
