#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace slipway::report {

/// What the values of an axis are, which decides where its ticks lie and how they are written.
enum class Unit : std::uint8_t {
  number,
  seconds,
  bytes,
  percent,
  time,   ///< Seconds since the epoch, UTC.
  lanes,  ///< Whole numbers with a name each; the first at the top.
};

struct Axis {
  std::string title;  ///< With its unit: "build time (s)".
  Unit unit = Unit::number;
  /// Equal factors take equal room: for values of several magnitudes.
  bool logarithmic = false;
  std::vector<std::string> lanes = {};
};

struct Point {
  double x = 0;
  double y = 0;
  std::string series;  ///< A class of the style sheet, which gives it its colour.
  bool good = true;    ///< A filled mark in the series' shape; otherwise a cross.
  std::string title;   ///< For the pointer.
};

/// A horizontal line, such as a median.
struct Level {
  double y = 0;
  std::string series;
  std::string name;
};

struct Plot {
  std::string id;  ///< Of the page: letters, digits and dashes.
  std::string title;
  std::string description;  ///< What it shows, in a sentence for who does not see it.
  Axis x;
  Axis y;
  std::vector<Point> points;
  std::vector<Level> levels;
  bool joined = false;  ///< A line through the points.
};

/// The plot as an inline SVG, twice: for wide and for narrow windows, of which the style sheet shows one.
/// Everything in it is text and shapes; `points` may be empty.
std::string svg(const Plot& plot);

/// Where the ticks of an axis from `low` to `high` lie, at most `most` of them.
std::vector<double> ticks(const Axis& axis, double low, double high, std::size_t most);

/// A value as its axis writes it.
std::string tick_text(const Axis& axis, double value, double step);

}  // namespace slipway::report
