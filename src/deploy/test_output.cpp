#include "deploy/test_output.hpp"

#include "util/text.hpp"

#include <utility>

namespace slipway::deploy {
namespace {

/// "255" and the end of the line.
constexpr std::size_t longest_status = 4;

}  // namespace

TestOutput::TestOutput(const std::string& nonce, std::function<void(std::string_view)> sink)
    : send_("\n" + nonce + " send\n"),
      go_("\n" + nonce + " go\n"),
      end_("\n" + nonce + " end "),
      sink_(std::move(sink)) {}

bool TestOutput::take(std::string_view piece) {
  held_ += piece;
  if (!has_begun_) {
    const std::size_t at = held_.find(go_);
    if (at == std::string::npos) {
      return wants_files_ || !(wants_files_ = held_.find(send_) != std::string::npos);
    }
    has_begun_ = true;
    held_.erase(0, at + go_.size());
  }
  // What may be the last line is kept back.
  const std::size_t longest = end_.size() + longest_status;
  if (held_.size() > longest) {
    sink_(std::string_view(held_).substr(0, held_.size() - longest));
    held_.erase(0, held_.size() - longest);
  }
  return true;
}

std::optional<int> TestOutput::finish() {
  if (!has_begun_) {
    return {};
  }
  const std::size_t at = held_.rfind(end_);
  sink_(std::string_view(held_).substr(0, at));
  if (at == std::string::npos) {
    return {};
  }
  return number_of<int>(trim(std::string_view(held_).substr(at + end_.size())));
}

}  // namespace slipway::deploy
