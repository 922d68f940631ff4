#include "report/page/deployments_page.hpp"

#include <gmock/gmock.h>

namespace slipway::report {
namespace {

using testing::HasSubstr;
using testing::Not;

deploy::PastRelease past(std::uint64_t number, double seconds,
                         std::optional<deploy::Release::Forecast> forecast) {
  deploy::PastRelease past;
  past.release.number = number;
  past.release.strategy = "cached";
  past.release.outcome = "deployed";
  past.release.started = past.release.finished = "2026-11-30T01:37:46Z";
  past.release.seconds["build"] = seconds;
  past.release.forecast = forecast;
  return past;
}

std::string page_of(std::vector<deploy::PastRelease> releases) {
  deploy::PastDeployment deployment;
  deployment.deployment = "web";
  deployment.environment = "pi";
  deployment.releases = std::move(releases);
  return deployments_page({deployment}, "shop", "2026-11-30T02:00:00Z");
}

TEST(DeploymentsPage, ShowsHowGoodTheForecastsWere) {
  const std::string page = page_of({past(1, 10, {}), past(2, 12, {{10, 8, 13}}), past(3, 20, {{10, 8, 13}})});
  EXPECT_THAT(page, HasSubstr("<h3>Forecast and what it took</h3>"));
  EXPECT_THAT(page,
              HasSubstr("2 releases, between 120 % of the forecast and 200 % of the forecast, median 160 % "
                        "of the forecast. 1 of 2 took as long as the forecast&#39;s range says."));
}

TEST(DeploymentsPage, CutsASubjectOf5000Characters) {
  deploy::PastRelease one = past(1, 10, {});
  one.release.source_subject = std::string(5000, 'x');
  const std::string page = page_of({one});
  EXPECT_THAT(page, HasSubstr(std::string(60, 'x')));
  EXPECT_THAT(page, Not(HasSubstr(std::string(100, 'x'))));
}

TEST(DeploymentsPage, ListsTheNewestOfALongJournalAndSaysSo) {
  std::vector<deploy::PastRelease> all;
  for (unsigned number = 1; number <= 230; ++number) {
    all.push_back(past(number, 10, {}));
  }
  const std::string page = page_of(all);
  EXPECT_THAT(page, HasSubstr("are of the newest 200 of 230 attempts"));
  EXPECT_THAT(page, HasSubstr("slipway history --limit 230 --csv"));
  EXPECT_THAT(page, HasSubstr("release 230,"));
  EXPECT_THAT(page, HasSubstr("release 31,"));
  EXPECT_THAT(page, Not(HasSubstr("release 30,")));
}

TEST(DeploymentsPage, NamesNoStrategyForBuildsIfThereAreNone) {
  deploy::PastRelease one = past(1, 10, {});
  one.release.strategy = "full";
  one.release.builds_no_image = true;
  const std::string page = page_of({one});
  EXPECT_THAT(page, HasSubstr("<td>no build</td>"));
  EXPECT_THAT(page, HasSubstr("release 1, no build, deployed: "));
  EXPECT_THAT(page, Not(HasSubstr("<td>full</td>")));
  EXPECT_THAT(page, Not(HasSubstr("</svg>full</li>")));
  EXPECT_THAT(page, HasSubstr("</svg>no build</li>"));
  EXPECT_THAT(page, Not(HasSubstr("</svg>cached</li>")));
}

TEST(DeploymentsPage, DrawsNoPlotOfNothing) {
  const std::string page = page_of({past(1, 10, {})});
  EXPECT_THAT(page, HasSubstr("<h3>Outage</h3>\n<p class=\"quiet\">Nothing recorded yet.</p>"));
  EXPECT_THAT(page, Not(HasSubstr("nothing recorded yet")));
}

TEST(DeploymentsPage, AFormerHostIsNotCounted) {
  std::vector<deploy::PastDeployment> all(3);
  for (deploy::PastDeployment& one : all) {
    one.deployment = "web";
    one.environment = "greenhouse";
    one.of_fleet = true;
    one.releases = {past(1, 10, {})};
  }
  all[0].host = "north";
  all[0].directory = all[1].directory = "~/web";
  all[1].host = "south";
  all[1].empty = true;
  all[2].host = "attic";
  all[2].former = true;
  const std::string page = deployments_page(all, "shop", "2026-11-30T02:00:00Z");
  EXPECT_THAT(page, HasSubstr("web on greenhouse: 2 hosts"));
  EXPECT_THAT(page, HasSubstr("web on greenhouse, attic (formerly)"));
  EXPECT_THAT(page, HasSubstr("no longer for this host"));
  EXPECT_THAT(page, HasSubstr(">south</a></td><td class=\"number\">–</td>")) << "nothing is deployed there";
}

TEST(DeploymentsPage, DatesAreInOnePiece) {
  const std::string page = page_of({past(1, 10, {})});
  EXPECT_THAT(page, HasSubstr("on <span class=\"when\">2026-11-30 02:00</span>."));
  EXPECT_THAT(page, HasSubstr("<dd>deployed<span class=\"when\">2026-11-30 01:37</span></dd>"));
}

}  // namespace
}  // namespace slipway::report
