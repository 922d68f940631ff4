#include "image/go/json_array.hpp"

#include "image/go/code_points.hpp"

#include <cmath>
#include <cstdlib>

namespace slipway::image {

namespace {

constexpr std::size_t deepest_nesting = 10000;

/// Checks JSON and reports what it meets at the outermost level.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  void skip_space() {
    while (position_ < text_.size()) {
      const char letter = text_[position_];
      if (letter != ' ' && letter != '\t' && letter != '\n' && letter != '\r') {
        break;
      }
      ++position_;
    }
  }
  bool take(char letter) {
    if (position_ < text_.size() && text_[position_] == letter) {
      ++position_;
      return true;
    }
    return false;
  }
  bool at(char letter) const { return position_ < text_.size() && text_[position_] == letter; }
  bool at_end() const { return position_ == text_.size(); }

  /// Reads a string, whose opening quote is next.
  std::optional<std::string> string() {
    if (!take('"')) {
      return std::nullopt;
    }
    std::string value;
    while (position_ < text_.size()) {
      const CodePoint point = decode_code_point(text_, position_);
      position_ += point.width;
      if (point.value == '"') {
        return value;
      }
      if (point.value < 0x20) {
        return std::nullopt;
      }
      if (point.value != '\\') {
        append_code_point(value, point.value);
      } else if (!escape(value)) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  /// Skips one value of any kind, without recursion. False where it is not JSON.
  bool skip_value() {
    std::string open;  // The brackets around the current position.
    while (true) {
      skip_space();
      if (at('[') || at('{')) {
        const char bracket = text_[position_++];
        if (open.size() >= deepest_nesting) {
          return false;
        }
        skip_space();
        if (take(bracket == '[' ? ']' : '}')) {
          if (open.empty()) {
            return true;
          }
        } else {
          open.push_back(bracket);
          if (bracket == '{' && !key()) {
            return false;
          }
          continue;
        }
      } else if (!scalar()) {
        return false;
      }
      // Behind a value: close what ends here, or go on to the next element.
      while (!open.empty()) {
        skip_space();
        if (take(',')) {
          if (open.back() == '{' && !key()) {
            return false;
          }
          break;
        }
        if (!take(open.back() == '[' ? ']' : '}')) {
          return false;
        }
        open.pop_back();
      }
      if (open.empty()) {
        return true;
      }
    }
  }

  bool key() {
    skip_space();
    if (!string()) {
      return false;
    }
    skip_space();
    return take(':');
  }

 private:
  bool escape(std::string& value) {
    if (position_ >= text_.size()) {
      return false;
    }
    const char letter = text_[position_++];
    switch (letter) {
      case '"':
      case '\\':
      case '/':
        value += letter;
        return true;
      case 'b':
        value += '\b';
        return true;
      case 'f':
        value += '\f';
        return true;
      case 'n':
        value += '\n';
        return true;
      case 'r':
        value += '\r';
        return true;
      case 't':
        value += '\t';
        return true;
      case 'u':
        return unicode_escape(value);
      default:
        return false;
    }
  }

  std::optional<char32_t> four_digits() {
    if (text_.size() - position_ < 4) {
      return std::nullopt;
    }
    char32_t value = 0;
    for (int digit = 0; digit < 4; ++digit) {
      const char letter = text_[position_++];
      value <<= 4U;
      if (letter >= '0' && letter <= '9') {
        value |= static_cast<char32_t>(letter - '0');
      } else if (letter >= 'a' && letter <= 'f') {
        value |= static_cast<char32_t>(letter - 'a' + 10);
      } else if (letter >= 'A' && letter <= 'F') {
        value |= static_cast<char32_t>(letter - 'A' + 10);
      } else {
        return std::nullopt;
      }
    }
    return value;
  }

  bool unicode_escape(std::string& value) {
    const auto first = four_digits();
    if (!first) {
      return false;
    }
    if (*first >= 0xD800 && *first <= 0xDBFF && text_.substr(position_, 2) == "\\u") {
      const std::size_t before = position_;
      position_ += 2;
      const auto second = four_digits();
      if (second && *second >= 0xDC00 && *second <= 0xDFFF) {
        append_code_point(value, 0x10000 + ((*first - 0xD800) << 10U) + (*second - 0xDC00));
        return true;
      }
      position_ = before;  // Not a pair: the second escape is read for itself.
    }
    append_code_point(value, *first);
    return true;
  }

  bool word(std::string_view wanted) {
    if (text_.substr(position_, wanted.size()) != wanted) {
      return false;
    }
    position_ += wanted.size();
    return true;
  }

  std::size_t digits() {
    const std::size_t start = position_;
    while (position_ < text_.size() && text_[position_] >= '0' && text_[position_] <= '9') {
      ++position_;
    }
    return position_ - start;
  }

  bool number() {
    const std::size_t start = position_;
    take('-');
    if (take('0')) {
      // No further digits behind a leading zero.
    } else if (digits() == 0) {
      return false;
    }
    if (take('.') && digits() == 0) {
      return false;
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      if (digits() == 0) {
        return false;
      }
    }
    // Go refuses what no float64 can hold.
    const std::string written(text_.substr(start, position_ - start));
    return std::isfinite(std::strtod(written.c_str(), nullptr));
  }

  bool scalar() {
    if (at('"')) {
      return string().has_value();
    }
    return word("true") || word("false") || word("null") || number();
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

JsonArray parse_json_array(std::string_view text) {
  const JsonArray not_an_array;
  JsonReader reader(trim_left_space(text));
  if (!reader.take('[')) {
    return not_an_array;
  }
  JsonArray result;
  result.outcome = JsonArray::Outcome::array_of_strings;
  reader.skip_space();
  if (!reader.take(']')) {
    do {
      reader.skip_space();
      if (reader.at('"')) {
        auto element = reader.string();
        if (!element) {
          return not_an_array;
        }
        result.strings.push_back(std::move(*element));
      } else {
        if (!reader.skip_value()) {
          return not_an_array;
        }
        result.outcome = JsonArray::Outcome::other_elements;
      }
      reader.skip_space();
    } while (reader.take(','));
    if (!reader.take(']')) {
      return not_an_array;
    }
  }
  reader.skip_space();
  if (!reader.at_end()) {
    return not_an_array;
  }
  if (result.outcome == JsonArray::Outcome::other_elements) {
    result.strings.clear();
  }
  return result;
}

std::optional<std::string> json_object_string(std::string_view text, std::string_view key) {
  JsonReader reader(text);
  reader.skip_space();
  if (!reader.take('{')) {
    return std::nullopt;
  }
  std::optional<std::string> result;
  reader.skip_space();
  if (!reader.take('}')) {
    do {
      reader.skip_space();
      const auto name = reader.string();
      reader.skip_space();
      if (!name || !reader.take(':')) {
        return std::nullopt;
      }
      reader.skip_space();
      const bool wanted = *name == key;
      if (wanted && reader.at('"')) {
        result = reader.string();
        if (!result) {
          return std::nullopt;
        }
      } else {
        if (!reader.skip_value()) {
          return std::nullopt;
        }
        if (wanted) {
          result.reset();
        }
      }
      reader.skip_space();
    } while (reader.take(','));
    if (!reader.take('}')) {
      return std::nullopt;
    }
  }
  reader.skip_space();
  return reader.at_end() ? result : std::nullopt;
}

}  // namespace slipway::image
