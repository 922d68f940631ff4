#include "compose/problem.hpp"

#include <fmt/format.h>

namespace slipway::compose {

std::string check_with_compose(std::string_view file) {
  return fmt::format("correct the file; `docker compose -f {} config` checks it as well", file);
}

tl::unexpected<Error> refuse(const Value& value, std::string expected, std::string_view found,
                             std::string next) {
  if (next.empty()) {
    next = check_with_compose(value.origin ? value.origin->file : std::string{});
  }
  return fail(ExitCode::refused, std::move(expected), fmt::format("{}: {}", value.where(), found),
              std::move(next));
}

}  // namespace slipway::compose
