#include "report/page/plot.hpp"

#include <gmock/gmock.h>

namespace slipway::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Ticks, LieAtRoundValues) {
  EXPECT_THAT(ticks({"", Unit::number}, 1, 500, 6), ElementsAre(100, 200, 300, 400, 500));
  EXPECT_THAT(ticks({"", Unit::seconds}, 0, 700, 5), ElementsAre(0, 300, 600));
  EXPECT_THAT(ticks({"", Unit::percent}, 0, 100, 5), ElementsAre(0, 20, 40, 60, 80, 100));
  EXPECT_THAT(ticks({"", Unit::seconds, true}, 0.1, 1000, 5), ElementsAre(0.1, 1, 10, 100, 1000));
  EXPECT_THAT(ticks({"", Unit::lanes, false, {"a", "b"}}, -0.5, 1.5, 5), ElementsAre(0, 1));
}

TEST(Ticks, OfReleasesAreWhole) {
  EXPECT_THAT(ticks({"", Unit::number}, 0.5, 2.5, 8), ElementsAre(1, 2));
}

TEST(TickText, HasAUnit) {
  EXPECT_EQ(tick_text({"", Unit::seconds}, 0.5, 0.5), "0.5 s");
  EXPECT_EQ(tick_text({"", Unit::seconds}, 300, 300), "5 min");
  EXPECT_EQ(tick_text({"", Unit::seconds, true}, 1000, 900), "1000 s");
  EXPECT_EQ(tick_text({"", Unit::bytes}, 2e6, 1e6), "2.0 MB");
  EXPECT_EQ(tick_text({"", Unit::time}, 1'760'000'000, 86400), "Oct  9");
  EXPECT_EQ(tick_text({"", Unit::lanes, false, {"a", "b"}}, 1, 1), "b");
}

Plot one(double y) {
  Plot plot;
  plot.id = "p";
  plot.title = "Build <time>";
  plot.description = "One & only.";
  plot.x = {"release"};
  plot.y = {"build (s)", Unit::seconds};
  plot.points.push_back({1, y, "full", true, "release 1"});
  return plot;
}

TEST(Svg, SaysWhatItShows) {
  const std::string text = svg(one(5));
  EXPECT_THAT(text, HasSubstr("role=\"img\" aria-labelledby=\"p-wide-title p-wide-desc\""));
  EXPECT_THAT(text, HasSubstr("<title id=\"p-wide-title\">Build &lt;time&gt;</title>"));
  EXPECT_THAT(text, HasSubstr("<desc id=\"p-narrow-desc\">One &amp; only.</desc>"));
  EXPECT_THAT(text, HasSubstr("build (s)"));
}

TEST(Svg, HasNumbersForASingleValueForZeroAndForNone) {
  for (const bool logarithmic : {false, true}) {
    for (const double y : {0.0, 5.0, 1e9}) {
      Plot plot = one(y);
      plot.y.logarithmic = logarithmic;
      EXPECT_THAT(svg(plot), Not(HasSubstr("nan"))) << y;
      EXPECT_THAT(svg(plot), Not(HasSubstr("inf"))) << y;
    }
  }
  Plot nothing = one(0);
  nothing.points.clear();
  EXPECT_THAT(svg(nothing), HasSubstr("nothing recorded yet"));
}

TEST(Svg, MarksWhatFailedInAnotherShape) {
  Plot plot = one(5);
  EXPECT_THAT(svg(plot), Not(HasSubstr("class=\"cross\"")));
  plot.points.front().good = false;
  EXPECT_THAT(svg(plot), HasSubstr("class=\"cross\""));
}

}  // namespace
}  // namespace slipway::report
