#include "compose/problem.hpp"

#include <fmt/format.h>

namespace slipway::compose {

std::string check_with_compose(std::string_view file) {
  return fmt::format("correct the file; `docker compose -f {} config` checks it as well", file);
}

std::string it_is(const Value& value) {
  return value.is_null() ? "it is empty" : "it is " + value.describe();
}

tl::unexpected<Error> refuse(const Value& value, std::string what, std::string_view because,
                             std::string fix) {
  if (fix.empty()) {
    fix = check_with_compose(value.origin ? value.origin->file : std::string{});
  }
  return fail(ExitCode::refused, std::move(what), fmt::format("{}: {}", value.where(), because),
              std::move(fix));
}

}  // namespace slipway::compose
