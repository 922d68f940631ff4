#include "compose/interpolate.hpp"

#include "compose/problem.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::compose {
namespace {

constexpr int deepest_nesting = 30;

bool starts_name(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool continues_name(char c) {
  return starts_name(c) || (c >= '0' && c <= '9');
}

void add_once(std::vector<std::string>& names, const std::vector<std::string>& more) {
  for (const auto& name : more) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  }
}

void append(Text& result, const Text& piece) {
  result.value += piece.value;
  add_once(result.unknown, piece.unknown);
  add_once(result.assumed, piece.assumed);
}

std::string_view take_name(std::string_view text, std::size_t& at) {
  const std::size_t start = at;
  while (at < text.size() && continues_name(text[at])) {
    ++at;
  }
  return text.substr(start, at - start);
}

/// The brace that closes the variable whose text continues at `at`.
std::size_t closing_brace(std::string_view text, std::size_t at) {
  int nested = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '}') {
      if (nested == 0) {
        return at;
      }
      --nested;
    } else if (text.substr(at, 2) == "${") {
      ++nested;
      ++at;
    }
  }
  return std::string_view::npos;
}

Text open_variable(std::string_view name) {
  Text text;
  text.value = fmt::format("${{{}}}", name);
  text.unknown.emplace_back(name);
  return text;
}

}  // namespace

std::optional<Text> Interpolator::run(std::string_view text, int depth) {
  if (depth > deepest_nesting) {
    problem_ = "variables that are nested too deeply";
    return std::nullopt;
  }
  Text result;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto dollar = text.find('$', at);
    result.value += text.substr(at, dollar == std::string_view::npos ? dollar : dollar - at);
    if (dollar == std::string_view::npos) {
      break;
    }
    at = dollar + 1;
    const char next = at < text.size() ? text[at] : '\0';
    if (next == '$') {
      result.value += '$';
      ++at;
    } else if (starts_name(next)) {
      append(result, plain(take_name(text, at)));
    } else if (next == '{') {
      const auto piece = braced(text, at, depth);
      if (!piece) {
        return std::nullopt;
      }
      append(result, *piece);
    } else {
      result.value += '$';
    }
    if (result.value.size() > bytes_left_) {
      problem_ = "variables that expand to far more than a compose file can hold";
      return std::nullopt;
    }
  }
  return result;
}

Text Interpolator::plain(std::string_view name) const {
  const Text* known = environment_->find(name);
  return known != nullptr ? *known : open_variable(name);
}

/// `at` is the opening brace; afterwards it follows the closing one.
std::optional<Text> Interpolator::braced(std::string_view text, std::size_t& at, int depth) {
  ++at;
  const std::string_view name = at < text.size() && starts_name(text[at]) ? take_name(text, at) : "";
  const auto end = closing_brace(text, at);
  if (name.empty() || end == std::string_view::npos) {
    problem_ = "a `${` that is no complete variable";
    return std::nullopt;
  }
  std::string_view rest = text.substr(at, end - at);
  at = end + 1;
  if (rest.empty()) {
    return plain(name);
  }
  const bool empty_counts_as_unset = rest.front() == ':';
  if (empty_counts_as_unset) {
    rest.remove_prefix(1);
  }
  const char operation = rest.empty() ? '\0' : rest.front();
  if (operation != '-' && operation != '?' && operation != '+') {
    problem_ = fmt::format("`${{{}`, followed by something other than `}}`, `-`, `?` or `+`", name);
    return std::nullopt;
  }
  const Text* known = environment_->find(name);
  const bool is_set = known != nullptr && !(empty_counts_as_unset && known->known() && known->empty());
  if (is_set && operation != '+') {
    return *known;  // What would take its place is not looked at.
  }
  auto word = run(rest.substr(1), depth + 1);
  if (!word) {
    return std::nullopt;
  }
  return apply(name, operation, empty_counts_as_unset, std::move(*word));
}

std::optional<Text> Interpolator::apply(std::string_view name, char operation, bool empty_counts_as_unset,
                                        Text word) {
  const Text* known = environment_->find(name);
  if (known != nullptr && !known->known() && empty_counts_as_unset) {
    return *known;  // whether it is empty is open as well
  }
  const bool is_set = known != nullptr && !(empty_counts_as_unset && known->empty());
  if (operation == '+') {
    Text result = is_set ? std::move(word) : Text{};
    if (known == nullptr) {
      result.assumed.emplace_back(name);
    }
    return result;
  }
  if (is_set) {
    return *known;
  }
  if (operation == '-') {
    if (known == nullptr) {
      add_once(word.assumed, {std::string(name)});
    }
    return word;
  }
  if (known != nullptr) {
    problem_ = fmt::format("`{}` is required and empty{}{}", name, word.empty() ? "" : ": ", word.value);
    return std::nullopt;
  }
  required_.push_back(RequiredVariable{std::string(name), word.value, {}});
  return open_variable(name);
}

tl::expected<Text, std::string> Interpolator::expand(std::string_view text) {
  auto result = run(text, 0);
  if (!result) {
    return tl::unexpected(problem_);
  }
  bytes_left_ -= std::min(bytes_left_, result->value.size());
  result->written = std::string(text);
  return std::move(*result);
}

Result<void> Interpolator::expand_all(Value& value) {
  for (auto& item : value.items) {
    SLIPWAY_TRY(expand_all(item));
  }
  for (auto& member : value.members) {
    SLIPWAY_TRY(expand_all(member.value));
  }
  if (value.kind == Value::Kind::string && value.text.value.find('$') != std::string::npos) {
    const std::size_t required_before = required_.size();
    auto text = expand(value.text.value);
    if (!text) {
      return refuse(value, "a variable does not have the form `${NAME}`",
                    fmt::format("{}: {}", it_is(value), text.error()));
    }
    value.text = std::move(*text);
    for (std::size_t i = required_before; i < required_.size(); ++i) {
      required_[i].location = value.location();
    }
  }
  return {};
}

}  // namespace slipway::compose
