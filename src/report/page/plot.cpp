#include "report/page/plot.hpp"

#include "report/page/html.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <utility>

namespace slipway::report {
namespace {

constexpr double minute = 60;
constexpr double hour = 3600;
constexpr double day = 86400;

/// The steps that ticks of a unit may have, smallest first; empty where 1, 2 and 5 times a power of ten will
/// do.
std::vector<double> steps_of(Unit unit) {
  switch (unit) {
    case Unit::seconds:
      return {0.01,        0.02,        0.05, 0.1,      0.2,      0.5,        1,          2,
              5,           10,          15,   30,       minute,   2 * minute, 5 * minute, 10 * minute,
              15 * minute, 30 * minute, hour, 2 * hour, 6 * hour, 12 * hour,  day};
    case Unit::time:
      return {1,           5,        15,       30,       minute,    5 * minute, 15 * minute,
              30 * minute, hour,     3 * hour, 6 * hour, 12 * hour, day,        2 * day,
              7 * day,     14 * day, 30 * day, 90 * day, 180 * day, 365 * day,  5 * 365 * day};
    case Unit::percent:
      return {1, 2, 5, 10, 20, 25, 50};
    default:
      return {};
  }
}

double step_for(const Axis& axis, double span, std::size_t most) {
  const double wanted = span / static_cast<double>(most);
  for (const double step : steps_of(axis.unit)) {
    if (step >= wanted) {
      return step;
    }
  }
  const double magnitude = std::pow(10, std::floor(std::log10(std::max(wanted, 1e-9))));
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    const double step = factor * magnitude;
    // Releases and bytes come whole.
    if (step >= wanted && (axis.unit == Unit::seconds || step >= 1)) {
      return step;
    }
  }
  return std::max(1.0, 10 * magnitude);
}

std::string time_text(double value, double step) {
  const auto seconds = static_cast<std::time_t>(value);
  std::tm parts = {};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const char* format = step >= 365 * day  ? "%Y"
                       : step >= 28 * day ? "%b %Y"
                       : step >= day      ? "%b %e"
                                          : "%H:%M";
  std::strftime(text.data(), text.size(), step < minute ? "%H:%M:%S" : format, &parts);
  return text.data();
}

std::string seconds_text(double value, bool in_seconds) {
  if (value < minute || in_seconds) {
    return value == 0 ? "0" : fmt::format("{:g} s", value);
  }
  return value < 2 * hour ? fmt::format("{:g} min", value / minute) : fmt::format("{:g} h", value / hour);
}

struct Frame {
  double width = 0;
  double height = 0;
  double left = 0;
  double right = 0;
  double top = 0;
  double bottom = 0;
  std::size_t most_x = 0;
  std::size_t most_y = 0;
};

constexpr Frame wide{760, 300, 76, 16, 14, 50, 8, 6};
constexpr Frame narrow{340, 250, 62, 10, 12, 48, 4, 5};

/// The least and the greatest value, with room around a single one.
std::pair<double, double> range(const Axis& axis, const std::vector<double>& values) {
  if (axis.unit == Unit::lanes) {
    return {-0.5, static_cast<double>(axis.lanes.size()) - 0.5};
  }
  if (values.empty()) {
    return {axis.logarithmic ? 1 : 0, axis.logarithmic ? 10 : 1};
  }
  auto [low, high] = std::minmax_element(values.begin(), values.end());
  double from = *low;
  double to = *high;
  if (axis.logarithmic) {
    return {std::pow(10, std::floor(std::log10(from))), std::pow(10, std::ceil(std::log10(to * 1.001)))};
  }
  if (axis.unit == Unit::percent) {
    return {0, 100};
  }
  if (axis.unit == Unit::seconds || axis.unit == Unit::bytes) {
    from = 0;
  }
  if (to <= from) {
    const double room = axis.unit == Unit::time ? hour : axis.unit == Unit::seconds ? 1 : 0.5;
    return {from - (from > 0 || axis.unit == Unit::time ? room : 0), to + room};
  }
  const double room = (to - from) * 0.04;
  return {from == 0 ? 0 : from - room, to + room};
}

class Drawing {
 public:
  Drawing(const Plot& plot, const Frame& frame, const char* variant)
      : plot_(plot), frame_(frame), variant_(variant) {
    std::vector<double> xs;
    std::vector<double> ys;
    for (const Point& point : plot.points) {
      xs.push_back(point.x);
      ys.push_back(clamped(point.y));
    }
    for (const Level& level : plot.levels) {
      ys.push_back(clamped(level.y));
    }
    std::tie(x_low_, x_high_) = range(plot.x, xs);
    std::tie(y_low_, y_high_) = range(plot.y, ys);
    // The axis' name stands upright to the left of the widest label.
    for (const auto& [value, label] : labels(plot.y, y_low_, y_high_, frame_.most_y)) {
      frame_.left = std::max(frame_.left, 26 + 6.8 * static_cast<double>(label.size()));
    }
  }

  std::string text() {
    begin();
    draw_axes();
    for (const Level& level : plot_.levels) {
      text_ +=
          fmt::format("<line class=\"level {}\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n",
                      level.series, frame_.left, frame_.width - frame_.right, y(level.y), y(level.y));
    }
    if (plot_.joined && plot_.points.size() > 1) {
      std::string path;
      for (const Point& point : plot_.points) {
        path += fmt::format("{}{:.1f},{:.1f}", path.empty() ? "M" : "L", x(point.x), y(point.y));
      }
      text_ += fmt::format("<path class=\"join\" d=\"{}\"/>\n", path);
    }
    for (const Point& point : plot_.points) {
      draw_point(point);
    }
    if (plot_.points.empty()) {
      text_ += fmt::format("<text class=\"none\" x=\"{:.1f}\" y=\"{:.1f}\">nothing recorded yet</text>\n",
                           (frame_.left + frame_.width - frame_.right) / 2,
                           (frame_.top + frame_.height - frame_.bottom) / 2);
    }
    return std::move(text_) + "</svg>\n";
  }

 private:
  double clamped(double value) const { return plot_.y.logarithmic ? std::max(value, 0.01) : value; }

  double x(double value) const {
    const double share = (value - x_low_) / (x_high_ - x_low_);
    return frame_.left + share * (frame_.width - frame_.left - frame_.right);
  }

  double y(double value) const {
    const double share = plot_.y.logarithmic ? (std::log10(clamped(value)) - std::log10(y_low_)) /
                                                   (std::log10(y_high_) - std::log10(y_low_))
                                             : (value - y_low_) / (y_high_ - y_low_);
    const double height = frame_.height - frame_.top - frame_.bottom;
    return plot_.y.unit == Unit::lanes ? frame_.top + share * height : frame_.top + (1 - share) * height;
  }

  void begin() {
    text_ = fmt::format(
        "<svg class=\"{0}\" viewBox=\"0 0 {1} {2}\" role=\"img\" aria-labelledby=\"{3}-{0}-title "
        "{3}-{0}-desc\">\n"
        "<title id=\"{3}-{0}-title\">{4}</title>\n<desc id=\"{3}-{0}-desc\">{5}</desc>\n",
        variant_, frame_.width, frame_.height, plot_.id, html_text(plot_.title),
        html_text(plot_.description));
  }

  void draw_axes() {
    const double bottom = frame_.height - frame_.bottom;
    const double right = frame_.width - frame_.right;
    for (const auto& [value, label] : labels(plot_.y, y_low_, y_high_, frame_.most_y)) {
      text_ += fmt::format(
          "<line class=\"grid\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>"
          "<text class=\"tick y\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
          frame_.left, right, y(value), y(value), frame_.left - 6, y(value) + 4, html_text(label));
    }
    for (const auto& [value, label] : labels(plot_.x, x_low_, x_high_, frame_.most_x)) {
      text_ += fmt::format(
          "<line class=\"axis\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>"
          "<text class=\"tick x\" x=\"{0:.1f}\" y=\"{3:.1f}\">{4}</text>\n",
          x(value), bottom, bottom + 4, bottom + 17, html_text(label));
    }
    text_ += fmt::format(
        "<path class=\"axis\" d=\"M{0:.1f},{1:.1f}V{2:.1f}H{3:.1f}\"/>\n"
        "<text class=\"name x\" x=\"{4:.1f}\" y=\"{5:.1f}\">{6}</text>\n"
        "<text class=\"name y\" transform=\"translate(12,{7:.1f}) rotate(-90)\">{8}</text>\n",
        frame_.left, frame_.top, bottom, right, (frame_.left + right) / 2, frame_.height - 8,
        html_text(plot_.x.title), (frame_.top + bottom) / 2, html_text(plot_.y.title));
  }

  static std::vector<std::pair<double, std::string>> labels(const Axis& axis, double low, double high,
                                                            std::size_t most) {
    std::vector<std::pair<double, std::string>> result;
    const std::vector<double> values = ticks(axis, low, high, most);
    const double step = values.size() > 1 ? values[1] - values[0] : high - low;
    result.reserve(values.size());
    for (const double value : values) {
      result.emplace_back(value, tick_text(axis, value, step));
    }
    return result;
  }

  /// A shape for each series, so that colour is not all that tells them apart.
  void draw_point(const Point& point) {
    const double at_x = x(point.x);
    const double at_y = y(point.y);
    const double r = plot_.points.size() > 150 ? 3 : 4.5;
    std::string shape;
    if (!point.good) {
      shape = fmt::format(
          "<path class=\"cross\" d=\"M{0:.1f},{1:.1f}l{2:.1f},{2:.1f}m0,-{2:.1f}l-{2:.1f},{2:.1f}\"",
          at_x - r, at_y - r, 2 * r);
    } else if (point.series == "full") {
      shape = fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"",
                          at_x - 0.9 * r, at_y - 0.9 * r, 1.8 * r, 1.8 * r);
    } else if (point.series == "cached") {
      shape = fmt::format("<path d=\"M{0:.1f},{1:.1f}l{2:.1f},{3:.1f}h-{4:.1f}z\"", at_x, at_y - 1.1 * r,
                          1.1 * r, 2 * r, 2.2 * r);
    } else if (point.series == "rollback") {
      shape = fmt::format("<path d=\"M{0:.1f},{1:.1f}l{2:.1f},{2:.1f}l-{2:.1f},{2:.1f}l-{2:.1f},-{2:.1f}z\"",
                          at_x, at_y - 1.2 * r, 1.2 * r);
    } else {
      shape = fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"", at_x, at_y, r);
    }
    text_ += fmt::format("<g class=\"{}\">{}><title>{}</title></{}></g>\n", point.series, shape,
                         html_text(point.title), shape.substr(1, shape.find(' ') - 1));
  }

  const Plot& plot_;
  Frame frame_;
  const char* variant_;
  double x_low_ = 0;
  double x_high_ = 1;
  double y_low_ = 0;
  double y_high_ = 1;
  std::string text_;
};

}  // namespace

std::vector<double> ticks(const Axis& axis, double low, double high, std::size_t most) {
  std::vector<double> values;
  if (axis.unit == Unit::lanes) {
    for (std::size_t lane = 0; lane < axis.lanes.size(); ++lane) {
      values.push_back(static_cast<double>(lane));
    }
    return values;
  }
  if (axis.logarithmic) {
    const auto decades = static_cast<std::size_t>(std::max(0.0, std::round(std::log10(high / low))));
    const std::size_t every = decades / (most + 1) + 1;
    for (std::size_t decade = 0; decade <= decades; decade += every) {
      values.push_back(low * std::pow(10, static_cast<double>(decade)));
    }
    return values;
  }
  const double step = step_for(axis, high - low, most);
  const double first = std::ceil(low / step);
  const auto count = static_cast<std::size_t>(std::max(0.0, std::floor(high / step + 1e-6) - first + 1));
  values.reserve(count);
  for (std::size_t number = 0; number < count; ++number) {
    values.push_back((first + static_cast<double>(number)) * step);
  }
  return values;
}

std::string tick_text(const Axis& axis, double value, double step) {
  switch (axis.unit) {
    case Unit::seconds:
      return seconds_text(value, axis.logarithmic);
    case Unit::bytes:
      return value < 1 ? "0" : bytes_text(static_cast<std::uint64_t>(value));
    case Unit::percent:
      return fmt::format("{:.0f} %", value);
    case Unit::time:
      return time_text(value, step);
    case Unit::lanes:
      return axis.lanes.at(static_cast<std::size_t>(value));
    case Unit::number:
      break;
  }
  return fmt::format("{:.0f}", value);
}

std::string svg(const Plot& plot) {
  return Drawing(plot, wide, "wide").text() + Drawing(plot, narrow, "narrow").text();
}

}  // namespace slipway::report
