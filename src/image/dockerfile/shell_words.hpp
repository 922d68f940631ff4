#pragma once

#include "image/dockerfile/variables.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// How a ShellLexer reads; the names are BuildKit's.
struct ShellLexerOptions {
  char32_t escape = '\\';
  bool raw_quotes = false;           ///< Keep the quotes in the result.
  bool raw_escapes = false;          ///< Keep the escape characters in the result.
  bool skip_process_quotes = false;  ///< Quotes are ordinary characters.
  bool skip_unset = false;           ///< A reference to an unset variable stays as it is written.
};

/// Expands variables in a word of a Dockerfile and splits it, as moby/buildkit
/// frontend/dockerfile/shell/lex.go does. Two limits keep hostile input harmless: 256 nested substitutions,
/// and 2 MiB produced for one word.
class ShellLexer {
 public:
  struct Result {
    std::string text;                ///< The word with everything expanded.
    std::vector<std::string> words;  ///< The same split at spaces that are not quoted.
  };

  explicit ShellLexer(ShellLexerOptions options = {}) : options_(options) {}

  /// The error is BuildKit's own sentence.
  tl::expected<Result, std::string> process(std::string_view word, const Environment& environment);

  /// The variables that the last word referred to, by whether they were set; also after an error.
  const std::set<std::string>& matched() const { return matched_; }
  const std::set<std::string>& unmatched() const { return unmatched_; }

 private:
  ShellLexerOptions options_;
  std::set<std::string> matched_;
  std::set<std::string> unmatched_;
};

}  // namespace slipway::image
