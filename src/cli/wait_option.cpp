#include "cli/wait_option.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace slipway::cli {

void WaitOption::add_to(Arguments& arguments) {
  arguments.flag_with_value("--wait", "0", text,
                            "If another deployment is running, wait for its end (--wait=SECONDS: no longer "
                            "than that) instead of stopping at once");
}

Result<deploy::Wait> WaitOption::value() const {
  if (text.empty()) {
    return deploy::Wait{};
  }
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return fail(ExitCode::usage, fmt::format("`--wait={}` is not a number of seconds", printable(text)), {},
                "write for example --wait=600, or --wait to wait without an end");
  }
  return deploy::Wait{std::chrono::seconds(seconds)};
}

}  // namespace slipway::cli
