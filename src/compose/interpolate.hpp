#pragma once

#include "compose/environment.hpp"
#include "compose/text.hpp"
#include "compose/value.hpp"
#include "util/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::compose {

/// A variable that a file requires (`${NAME:?…}`) and that is not set here.
struct RequiredVariable {
  std::string name;
  std::string message;  ///< What the file says about it.
  Location location;
};

/// Replaces variables as compose-go's `template` package does: `$NAME`, `${NAME}`, `${NAME:-word}`,
/// `${NAME-word}`, `${NAME:?word}`, `${NAME?word}`, `${NAME:+word}`, `${NAME+word}` with words that may
/// contain variables again, and `$$` for a dollar sign. A `$` that starts none of these stays; compose v1
/// refuses it.
class Interpolator {
 public:
  /// What all texts that one interpolator makes may have together; the rest is refused.
  static constexpr std::size_t total_bytes = std::size_t{8} << 20;

  explicit Interpolator(const Environment& environment) : environment_(&environment) {}

  /// The error is what is wrong with the text, for a person.
  tl::expected<Text, std::string> expand(std::string_view text);

  /// The same for every string below `value`; the names of members stay as they are.
  Result<void> expand_all(Value& value);

  /// What the texts so far required in vain.
  std::vector<RequiredVariable> take_required() { return std::move(required_); }

 private:
  std::optional<Text> run(std::string_view text, int depth);
  Text plain(std::string_view name) const;
  std::optional<Text> braced(std::string_view text, std::size_t& at, int depth);
  std::optional<Text> apply(std::string_view name, char operation, bool empty_counts_as_unset, Text word);

  const Environment* environment_;
  std::vector<RequiredVariable> required_;
  std::string problem_;
  std::size_t bytes_left_ = total_bytes;
};

}  // namespace slipway::compose
