#include "deploy/remote/push_progress.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace slipway::deploy {
namespace {

constexpr std::string_view title = "Writing objects:";
/// git may say more than this; nobody reads it.
constexpr std::size_t most_text = 1U << 20U;

unsigned percent_in(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' ', title.size()), text.size()));
  unsigned percent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
  return error == std::errc{} && text.substr(static_cast<std::size_t>(end - text.data())).starts_with('%')
             ? std::min(percent, 100U)
             : 0;
}

}  // namespace

std::uint64_t written_bytes(std::string_view progress) {
  const std::size_t line = progress.rfind(title);
  const std::size_t comma = line == std::string_view::npos ? line : progress.find("), ", line);
  if (comma == std::string_view::npos) {
    return 0;
  }
  const std::string figure(progress.substr(comma + 3, 40));
  char* end = nullptr;
  const double count = std::strtod(figure.c_str(), &end);
  const std::string_view unit(end);
  const double scale = unit.starts_with(" GiB")   ? 1024.0 * 1024 * 1024
                       : unit.starts_with(" MiB") ? 1024.0 * 1024
                       : unit.starts_with(" KiB") ? 1024.0
                                                  : 1.0;
  return static_cast<std::uint64_t>(count * scale);
}

void PushProgress::take(std::string_view piece) {
  if (text_.size() > most_text) {
    return;
  }
  text_ += piece;
  for (std::size_t end = text_.find_first_of("\r\n", read_); end != std::string::npos;
       end = text_.find_first_of("\r\n", read_)) {
    line(std::string_view(text_).substr(read_, end - read_));
    read_ = end + 1;
  }
}

void PushProgress::line(std::string_view text) {
  if (!text.starts_with(title)) {
    return;
  }
  const std::uint64_t bytes = std::max(bytes_, written_bytes(text));
  const bool ended = text.ends_with("done.");
  unsigned percent = percent_in(text);
  if (expected_ > 0 && !ended) {
    percent = static_cast<unsigned>(std::min<std::uint64_t>(bytes * 100 / expected_, 99));
  }
  percent = std::max(percent, percent_);
  if (percent != percent_ || bytes != bytes_) {
    percent_ = percent;
    bytes_ = bytes;
    listener_.transfer({"files of the release", percent_, bytes_});
  }
}

}  // namespace slipway::deploy
