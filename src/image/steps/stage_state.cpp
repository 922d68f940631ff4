#include "image/steps/stage_state.hpp"

#include "image/go/clean_path.hpp"
#include "image/go/code_points.hpp"

#include <fmt/format.h>

namespace slipway::image {

std::string StepNames::next(std::string_view text, bool onbuild) {
  ++index_;
  return same(text, onbuild);
}

std::string StepNames::same(std::string_view text, bool onbuild) {
  if (total_ == 0) {
    return std::string(text);
  }
  const std::size_t width = std::to_string(total_).size();
  return fmt::format("[{}{}{:>{}}/{}] {}{}", stage_, stage_.empty() ? "" : " ", index_, width, total_,
                     onbuild ? "ONBUILD " : "", text);
}

std::string with_upper_keyword(std::string_view text) {
  const std::size_t blank = text.find(' ');
  std::string result = to_upper(text.substr(0, blank));
  if (blank != std::string_view::npos) {
    result += text.substr(blank);
  }
  return result;
}

std::string image_path(std::string_view directory, std::string_view path, bool keep_slash) {
  std::string result = path.empty() ? std::string(directory) : std::string(path);
  if (result.empty() || result.front() != '/') {
    result = std::string(directory) + "/" + result;
  }
  result = clean_path("/" + result);
  if (keep_slash) {
    if (path.ends_with("/") && !result.ends_with("/")) {
      result += '/';
    } else if (path.ends_with("/.")) {
      result += result == "/" ? "." : "/.";
    }
  }
  return result;
}

}  // namespace slipway::image
