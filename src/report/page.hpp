#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::report {

/// How a report is laid out for the place that it is shown in.
struct PageStyle {
  std::size_t width = 0;    ///< Columns to wrap at; 0 never wraps.
  bool colour = false;      ///< With SGR sequences.
  bool everything = false;  ///< All there is instead of one screen.
};

enum class Tint : std::uint8_t { plain, bold, dim, red, yellow, green, cyan };

/// A word or two with a colour.
struct Tinted {
  std::string text;
  Tint tint = Tint::plain;
};

/// Puts a report together line by line: a column of labels, for some rows a column of keys, and text that is
/// wrapped beside them. Text is made safe for a terminal here.
class Page {
 public:
  explicit Page(const PageStyle& style) : style_(style) {}

  /// Text from the first column on.
  void title(const std::vector<Tinted>& words);
  /// Text below a title.
  void subtitle(std::string_view text);
  /// `label` is left blank if the row before has the same one.
  void row(const Tinted& label, std::string_view text);
  /// With a key in a column of `key_width`, or in front of the text if the column has no room for it.
  void row(const Tinted& label, const Tinted& key, std::size_t key_width, std::string_view text);
  /// Text under that of the row before, which the next row does not continue.
  void below(std::string_view text, Tint tint = Tint::plain);
  /// A row, or text below one, that tells how to fix something: a command stays fit to be pasted.
  void fix(const Tinted& label, std::string_view text);
  void fix_below(std::string_view label, std::string_view text, Tint tint = Tint::plain);

  std::size_t lines() const { return lines_.size(); }
  /// Cuts off what is beyond so many lines.
  void cut(std::size_t most);
  std::string text() const;

 private:
  std::string tinted(std::string_view text, Tint tint) const;
  void run_in(const Tinted& label, const Tinted& key, std::string_view text);
  void wrap(const std::string& head, std::size_t indent, std::string_view text, Tint tint = Tint::plain);
  void wrap_fix(const std::string& head, std::size_t indent, std::string_view text, Tint tint);

  PageStyle style_;
  std::string last_label_;
  std::size_t last_indent_ = 2;
  std::vector<std::string> lines_;
};

/// Columns that a text takes, which is free of control characters: one for each code point.
std::size_t columns_of(std::string_view text);

}  // namespace slipway::report
