#include "report/page.hpp"

#include "util/command_lines.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace slipway::report {
namespace {

constexpr std::size_t label_width = 8;
constexpr std::size_t label_indent = 2;
/// Text that would have less room than this beside its key is run in with it.
constexpr std::size_t least_room = 24;
constexpr std::size_t narrow_indent = 4;

bool continues_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The end of a line of at most `room` columns: behind its last blank. A word that is longer stays whole.
std::size_t end_of_line(std::string_view text, std::size_t room) {
  std::size_t blank = 0;
  std::size_t columns = 0;
  std::size_t index = 0;
  for (; index < text.size(); ++index) {
    if (continues_code_point(text[index])) {
      continue;
    }
    // "[ 8/10]" stays together.
    if (text[index] == ' ' && (index == 0 || text[index - 1] != '[')) {
      blank = index;
    }
    if (columns == room) {
      return blank > 0 ? blank : std::min(text.find(' ', index), text.size());
    }
    ++columns;
  }
  return text.size();
}

std::vector<std::string_view> wrapped(std::string_view text, std::size_t room) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = room == 0 ? text.size() : end_of_line(text, room);
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
    while (text.starts_with(' ')) {
      text.remove_prefix(1);
    }
  }
  return lines;
}

std::string without_end_blanks(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t columns = columns_of(text);
  return std::string(text) + std::string(width > columns ? width - columns : 0, ' ');
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !continues_code_point(byte); }));
}

std::string Page::tinted(std::string_view text, Tint tint) const {
  static constexpr std::array<std::string_view, 7> codes{"", "1", "2", "31", "33", "32", "36"};
  if (!style_.colour || tint == Tint::plain || text.empty()) {
    return std::string(text);
  }
  return fmt::format("\x1b[{}m{}\x1b[0m", codes.at(static_cast<std::size_t>(tint)), text);
}

void Page::wrap(const std::string& head, std::size_t indent, std::string_view text, Tint tint) {
  std::string start = head.empty() ? std::string(indent, ' ') : head;
  const std::size_t room = style_.width == 0 ? 0 : style_.width > indent + 1 ? style_.width - indent : 1;
  const std::string safe = printable(text);
  for (const std::string_view line : wrapped(safe, room)) {
    lines_.push_back(start + tinted(line, tint));
    start = std::string(indent, ' ');
  }
  if (safe.empty()) {
    lines_.push_back(without_end_blanks(head));
  }
}

/// One paragraph of label, key and text, where columns would leave the text no room.
void Page::run_in(const Tinted& label, const Tinted& key, std::string_view text) {
  const std::string prefix = fmt::format("{} {}: ", printable(label.text), printable(key.text));
  const std::size_t first = lines_.size();
  const std::string indent(label_indent, ' ');
  wrap({}, narrow_indent, prefix + printable(text));
  if (lines_[first].substr(narrow_indent).starts_with(prefix)) {
    const std::string coloured =
        tinted(printable(label.text), label.tint) + ' ' + tinted(printable(key.text), key.tint) + ": ";
    lines_[first] = indent + coloured + lines_[first].substr(narrow_indent + prefix.size());
  }
}

/// The lines of a fix, in columns from `indent` on.
void Page::wrap_fix(const std::string& head, std::size_t indent, std::string_view text, Tint tint) {
  const std::string safe = printable(text);
  if (style_.width == 0 || !is_command(safe)) {
    wrap(head, indent, text, tint);
    return;
  }
  std::string start = head;
  for (const std::string& line : command_lines(safe, style_.width - std::min(indent, style_.width / 2))) {
    lines_.push_back(start + tinted(line, tint));
    start = std::string(indent, ' ');
  }
}

void Page::title(const std::vector<Tinted>& words) {
  std::string line;
  for (const Tinted& word : words) {
    line += tinted(printable(word.text), word.tint);
  }
  lines_.push_back(std::move(line));
}

void Page::subtitle(std::string_view text) {
  last_label_.clear();
  wrap({}, label_indent, text);
}

void Page::row(const Tinted& label, std::string_view text) {
  row(label, {}, 0, text);
}

void Page::row(const Tinted& label, const Tinted& key, std::size_t key_width, std::string_view text) {
  const std::string shown = label.text == last_label_ ? std::string() : label.text;
  last_label_ = label.text;
  std::string head(label_indent, ' ');
  head += tinted(shown, label.tint) + padded({}, label_width + 1 - std::min(columns_of(shown), label_width));
  std::size_t indent = label_indent + label_width + 1;
  if (key_width > 0 && style_.width > 0 && style_.width < indent + key_width + 2 + least_room) {
    last_indent_ = narrow_indent;
    run_in(label, key, text);
    return;
  }
  if (key_width > 0) {
    const std::string safe = printable(key.text);
    head += tinted(safe, key.tint) +
            std::string(key_width > columns_of(safe) ? key_width - columns_of(safe) : 0, ' ') + "  ";
    indent += std::max(key_width, columns_of(safe)) + 2;
  }
  last_indent_ = indent;
  wrap(head, indent, text);
}

void Page::fix(const Tinted& label, std::string_view text) {
  const std::string shown = label.text == last_label_ ? std::string() : label.text;
  last_label_ = label.text;
  const std::string head = std::string(label_indent, ' ') + tinted(shown, label.tint) +
                           padded({}, label_width + 1 - std::min(columns_of(shown), label_width));
  last_indent_ = label_indent + label_width + 1;
  wrap_fix(head, last_indent_, text, Tint::plain);
}

void Page::fix_below(std::string_view label, std::string_view text, Tint tint) {
  last_label_.clear();
  const std::size_t indent = last_indent_ + columns_of(label);
  wrap_fix(std::string(last_indent_, ' ') + tinted(label, tint), indent, text, tint);
}

void Page::below(std::string_view text, Tint tint) {
  last_label_.clear();
  wrap({}, last_indent_, text, tint);
}

void Page::cut(std::size_t most) {
  if (lines_.size() > most) {
    lines_.resize(most);
  }
}

std::string Page::text() const {
  std::string text;
  for (const std::string& line : lines_) {
    text += line;
    text += '\n';
  }
  return text;
}

}  // namespace slipway::report
