#include "report/page/release_plots.hpp"

#include "report/page/html.hpp"
#include "report/page/plot.hpp"
#include "report/page/statistics.hpp"
#include "report/release_report.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::report {
namespace {

using deploy::PastDeployment;
using deploy::PastRelease;

const std::vector<std::string> strategies{"full", "incremental", "cached", "rollback"};

/// The rows of the timeline. An application that builds no image has no use for the names of strategies.
std::vector<std::string> lanes_of(const PastDeployment& deployment) {
  std::vector<std::string> lanes = strategies;
  if (std::any_of(deployment.releases.begin(), deployment.releases.end(),
                  [](const PastRelease& past) { return strategy_word(past.release) == no_build_word; })) {
    lanes.insert(lanes.end() - 1, std::string(no_build_word));
  }
  return lanes;
}

/// How its mark is drawn: that of a release without a build is that of a cached one.
std::string series_of(const deploy::Release& release) {
  return strategy_word(release) == no_build_word ? "cached" : release.strategy;
}

std::string title_of(const deploy::Release& release, std::string_view value) {
  return fmt::format("release {}, {}, {}: {}", release.number, strategy_word(release), release.outcome,
                     value);
}

Point point_of(const deploy::Release& release, double y, std::string_view value) {
  return {static_cast<double>(release.number), y, series_of(release), release.healthy(),
          title_of(release, value)};
}

/// "5 releases, between 2 s and 40 s, median 12 s."
template <class Text>
std::string in_words(const std::vector<Point>& points, const Text& text) {
  std::vector<double> values;
  values.reserve(points.size());
  for (const Point& point : points) {
    values.push_back(point.y);
  }
  if (values.empty()) {
    return "Nothing recorded yet.";
  }
  if (values.size() == 1) {
    return fmt::format("1 release: {}.", text(values.front()));
  }
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return fmt::format("{}, between {} and {}, median {}.", count_of(values.size(), "release"), text(*low),
                     text(*high), text(*median(values)));
}

std::string seconds(double value) {
  return duration_text(value);
}

std::string bytes(double value) {
  return bytes_text(static_cast<std::uint64_t>(value));
}

/// Values of several magnitudes would leave the small ones on the floor.
bool spreads(const std::vector<Point>& points) {
  double low = 0;
  double high = 0;
  for (const Point& point : points) {
    if (point.y > 0) {
      low = low == 0 ? point.y : std::min(low, point.y);
      high = std::max(high, point.y);
    }
  }
  return low > 0 && high / low > 30;
}

Plot timeline(const PastDeployment& deployment) {
  Plot plot;
  plot.title = "Releases over time";
  plot.x = {"date (UTC)", Unit::time};
  const std::vector<std::string> lanes = lanes_of(deployment);
  plot.y = {"strategy", Unit::lanes, false, lanes};
  std::size_t failed = 0;
  for (const PastRelease& past : deployment.releases) {
    const auto lane = std::find(lanes.begin(), lanes.end(), strategy_word(past.release));
    const auto time = seconds_of(past.release.started);
    if (lane == lanes.end() || !time) {
      continue;
    }
    failed += past.release.healthy() ? 0 : 1;
    Point point = point_of(past.release, static_cast<double>(lane - lanes.begin()), past.release.started);
    point.x = *time;
    plot.points.push_back(std::move(point));
  }
  plot.description = fmt::format("{}, each in the row of its strategy; {} did not become healthy.",
                                 count_of(plot.points.size(), "attempt"), failed);
  return plot;
}

Plot build_times(const PastDeployment& deployment) {
  Plot plot;
  plot.title = "Build time";
  plot.x = {"release", Unit::number};
  for (const PastRelease& past : deployment.releases) {
    if (const double build = build_seconds(past.release); build > 0) {
      plot.points.push_back(point_of(past.release, build, duration_text(build)));
    }
  }
  const bool logarithmic = spreads(plot.points);
  plot.y = {logarithmic ? "build (s, logarithmic)" : "build (s)", Unit::seconds, logarithmic};
  for (const StrategyFigures& figures : figures_by_strategy(deployment)) {
    if (figures.build.value_or(0) > 0) {
      plot.levels.push_back({*figures.build, figures.strategy, figures.strategy});
    }
  }
  plot.description = in_words(plot.points, seconds);
  if (!plot.levels.empty()) {
    plot.description += " Dashed lines are the medians of each strategy.";
  }
  return plot;
}

template <class Value, class Text>
Plot values(const PastDeployment& deployment, std::string title, std::string_view axis, Unit unit,
            const Value& value, const Text& text) {
  Plot plot;
  plot.title = std::move(title);
  plot.x = {"release", Unit::number};
  for (const PastRelease& past : deployment.releases) {
    if (const std::optional<double> found = value(past)) {
      plot.points.push_back(point_of(past.release, *found, text(*found)));
    }
  }
  const bool logarithmic = unit != Unit::percent && spreads(plot.points);
  plot.y = {fmt::format("{}{}", axis, logarithmic ? ", logarithmic" : ""), unit, logarithmic};
  plot.description = in_words(plot.points, text);
  return plot;
}

/// 100 is what the plan had expected.
Plot forecasts(const PastDeployment& deployment) {
  const auto of_forecast = [](double share) { return fmt::format("{:.0f} % of the forecast", share); };
  Plot plot = values(
      deployment, "Forecast and what it took", "took (% of the forecast)", Unit::number,
      [](const PastRelease& past) {
        const deploy::Release& release = past.release;
        return release.forecast && release.healthy()
                   ? std::optional(100 * release.total_seconds() / release.forecast->seconds)
                   : std::nullopt;
      },
      of_forecast);
  std::size_t within = 0;
  for (const PastRelease& past : deployment.releases) {
    const auto& forecast = past.release.forecast;
    const double took = past.release.total_seconds();
    within += forecast && past.release.healthy() && took >= forecast->low && took <= forecast->high ? 1 : 0;
  }
  if (!plot.points.empty()) {
    plot.levels.push_back({100, "forecast", "forecast"});
    plot.description +=
        fmt::format(" {} of {} took as long as the forecast's range says.", within, plot.points.size());
  }
  return plot;
}

std::string legend(const PastDeployment& deployment) {
  std::string items;
  const auto item = [&](std::string_view series, std::string_view shape, std::string_view name) {
    items += fmt::format(
        "<li><svg viewBox=\"-7 -7 14 14\" aria-hidden=\"true\"><g class=\"{}\">{}</g></svg>{}</li>", series,
        shape, name);
  };
  const auto occurs = [&](std::string_view strategy) {
    return std::any_of(deployment.releases.begin(), deployment.releases.end(),
                       [&](const PastRelease& past) { return strategy_word(past.release) == strategy; });
  };
  if (occurs("full")) {
    item("full", "<rect x=\"-5\" y=\"-5\" width=\"10\" height=\"10\"/>", "full");
  }
  if (occurs("incremental")) {
    item("incremental", "<circle r=\"5\"/>", "incremental");
  }
  if (occurs("cached")) {
    item("cached", "<path d=\"M0,-5l5,10h-10z\"/>", "cached");
  }
  if (occurs(no_build_word)) {
    item("cached", "<path d=\"M0,-5l5,10h-10z\"/>", no_build_word);
  }
  if (occurs("rollback")) {
    item("rollback", "<path d=\"M0,-6l6,6l-6,6l-6,-6z\"/>", "rollback");
  }
  item("", "<path class=\"cross\" d=\"M-5,-5l10,10m0,-10l-10,10\"/>", "did not become healthy");
  return fmt::format("<ul class=\"legend\" aria-label=\"Marks in the plots\">{}</ul>\n", items);
}

}  // namespace

std::string plots_of(const PastDeployment& deployment, std::string_view id) {
  std::vector<Plot> plots{timeline(deployment), build_times(deployment)};
  plots.push_back(values(
      deployment, "Outage", "outage (s)", Unit::seconds,
      [](const PastRelease& past) { return past.release.outage; }, seconds));
  plots.push_back(values(
      deployment, "Until healthy", "until healthy (s)", Unit::seconds,
      [](const PastRelease& past) { return past.release.until_healthy; }, seconds));
  plots.push_back(values(
      deployment, "Sent to the host", "sent (bytes)", Unit::bytes,
      [](const PastRelease& past) {
        const auto& sent = past.release.bytes_sent;
        return sent ? std::optional(static_cast<double>(*sent)) : std::nullopt;
      },
      bytes));
  plots.push_back(values(
      deployment, "Size of the images", "images (bytes)", Unit::bytes,
      [](const PastRelease& past) {
        const auto size = past.release.image_bytes();
        return size ? std::optional(static_cast<double>(*size)) : std::nullopt;
      },
      bytes));
  plots.push_back(values(
      deployment, "Disk growth", "taken by a build (bytes)", Unit::bytes,
      [](const PastRelease& past) {
        const auto taken = past.release.disk.find("build");
        return taken != past.release.disk.end() && taken->second > 0
                   ? std::optional(static_cast<double>(taken->second))
                   : std::nullopt;
      },
      bytes));
  plots.push_back(values(
      deployment, "Reuse of build steps", "steps reused (%)", Unit::percent,
      [](const PastRelease& past) {
        const auto steps = step_reuse(past);
        return steps ? std::optional(100.0 * static_cast<double>(steps->reused) /
                                     static_cast<double>(steps->total))
                     : std::nullopt;
      },
      [](double share) { return fmt::format("{:.0f} %", share); }));
  plots.push_back(forecasts(deployment));

  std::string text;
  for (std::size_t i = 0; i < plots.size(); ++i) {
    plots[i].id = fmt::format("{}-p{}", id, i);
    text += element("h3", "", html_text(plots[i].title)) + "\n";
    // The marks mean the same in all of them.
    text += i == 0 ? legend(deployment) : "";
    if (plots[i].points.empty()) {
      text += element("p", "quiet", html_text(plots[i].description)) + "\n";
      continue;
    }
    text += fmt::format("<figure>\n{}<figcaption>{}</figcaption>\n</figure>\n", svg(plots[i]),
                        html_text(plots[i].description));
  }
  return text;
}

}  // namespace slipway::report
