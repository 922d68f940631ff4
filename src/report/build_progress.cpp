#include "report/build_progress.hpp"

#include "util/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace slipway::report {
namespace {

constexpr std::size_t most_vertices = 10000;

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view take_word(std::string_view& text) {
  const std::size_t space = text.find(' ');
  const std::string_view word = text.substr(0, space);
  text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  return word;
}

/// "[web 2/4] RUN …" and "[2/4] RUN …" have "2/4"; "[internal] load …" has none.
std::string_view count_in(std::string_view title) {
  const std::size_t end = title.find(']');
  if (!title.starts_with('[') || end == std::string_view::npos) {
    return {};
  }
  std::string_view inside = title.substr(1, end - 1);
  const std::size_t space = inside.rfind(' ');
  inside.remove_prefix(space == std::string_view::npos ? 0 : space + 1);
  const std::size_t slash = inside.find('/');
  return slash != std::string_view::npos && is_number(inside.substr(0, slash)) &&
                 is_number(inside.substr(slash + 1))
             ? inside
             : std::string_view{};
}

/// "[2/4] RUN …": what runs or is reused. Base images are neither, and what the classic builder counts beyond
/// these changes no layer.
bool is_build_step(std::string_view title) {
  const std::size_t end = title.find("] ");
  const std::string_view rest = end == std::string_view::npos ? std::string_view{} : title.substr(end + 2);
  constexpr std::array<std::string_view, 4> words{"RUN ", "COPY ", "ADD ", "WORKDIR "};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return rest.starts_with(word); });
}

std::size_t number_in(std::string_view text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

bool BuildProgress::take(std::string_view line) {
  line = trim(line);
  if (line.starts_with('#')) {
    std::string_view rest = line.substr(1);
    const std::string_view vertex = take_word(rest);
    return is_number(vertex) && take_buildkit(vertex, rest);
  }
  if (line.starts_with("Step ")) {
    return take_classic(line.substr(5));
  }
  if (line == "---> Using cache") {
    // The classic builder says so of ENV and CMD as well, which are no steps of a plan.
    cached_ += is_build_step(current_) ? 1 : 0;
    return true;
  }
  return false;
}

bool BuildProgress::take_buildkit(std::string_view vertex, std::string_view rest) {
  const auto known = titles_.find(vertex);
  if (rest.starts_with("CACHED")) {
    // BuildKit counts files of its own and base images as cached, too: only steps that could run count here.
    if (known != titles_.end() && !count_in(known->second).empty() && is_build_step(known->second)) {
      ++cached_;
      return true;
    }
    return false;
  }
  const bool begins = rest.starts_with('[') || rest.starts_with("exporting to ");
  if (known != titles_.end() || !begins || titles_.size() > most_vertices) {
    return false;
  }
  titles_.emplace(vertex, rest);
  begin(std::string(rest), count_in(rest));
  return true;
}

bool BuildProgress::take_classic(std::string_view rest) {
  const std::string_view count = take_word(rest);
  const std::size_t slash = count.find('/');
  if (slash == std::string_view::npos || !is_number(count.substr(0, slash)) ||
      !is_number(count.substr(slash + 1)) || !rest.starts_with(": ")) {
    return false;
  }
  begin("[" + std::string(count) + "] " + std::string(rest.substr(2)), count);
  return true;
}

void BuildProgress::begin(std::string title, std::string_view count) {
  // BuildKit announces "[internal] load …" between the steps: worth showing only before the first of them.
  if (count.empty() && number_ > 0 && title.starts_with("[internal]")) {
    return;
  }
  current_ = std::move(title);
  if (!count.empty()) {
    steps_ += is_build_step(current_) ? 1 : 0;
    const std::size_t slash = count.find('/');
    number_ = number_in(count.substr(0, slash));
    total_ = number_in(count.substr(slash + 1));
  }
}

}  // namespace slipway::report
