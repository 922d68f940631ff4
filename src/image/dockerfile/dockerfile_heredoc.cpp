#include "image/dockerfile/dockerfile_heredoc.hpp"

#include "image/dockerfile/shell_words.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace slipway::image {

namespace {

std::ptrdiff_t count_quotes(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char letter) { return letter == '\'' || letter == '"'; });
}

}  // namespace

tl::expected<std::optional<Heredoc>, std::string> parse_heredoc(std::string_view word) {
  // ^(\d*)<<(-?)\s*([^<]*)$
  const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
  std::string_view rest = word.substr(digits);
  if (rest.substr(0, 2) != "<<") {
    return std::nullopt;
  }
  rest.remove_prefix(2);
  Heredoc heredoc;
  heredoc.chomp = !rest.empty() && rest.front() == '-';
  if (heredoc.chomp) {
    rest.remove_prefix(1);
  }
  rest.remove_prefix(std::min(rest.find_first_not_of("\t\n\f\r "), rest.size()));
  if (rest.empty() || rest.find('<') != std::string_view::npos) {
    return std::nullopt;
  }
  if (digits > 0) {
    const auto parsed = std::from_chars(word.data(), word.data() + digits, heredoc.file_descriptor);
    if (parsed.ec != std::errc()) {
      heredoc.file_descriptor = std::numeric_limits<std::uint64_t>::max();
    }
  }
  const Environment nothing;
  ShellLexer plain({.skip_unset = true});
  ShellLexer raw({.raw_quotes = true, .skip_unset = true});
  auto words = plain.process(rest, nothing);
  if (!words) {
    return tl::unexpected(words.error());
  }
  if (words->words.size() != 1) {
    return std::nullopt;
  }
  const auto raw_words = raw.process(rest, nothing);
  if (!raw_words) {
    return tl::unexpected(raw_words.error());
  }
  if (raw_words->words.size() != 1) {
    return tl::unexpected("internal lexing of heredoc produced inconsistent results: " + std::string(rest));
  }
  // Quotes that are there in the raw reading only belong to the Dockerfile: they switch expansion off.
  heredoc.expand = count_quotes(words->words[0]) == count_quotes(raw_words->words[0]);
  heredoc.name = std::move(words->words[0]);
  return heredoc;
}

tl::expected<std::vector<Heredoc>, std::string> heredocs_from_line(std::string_view line) {
  std::vector<Heredoc> heredocs;
  if (line.find("<<") == std::string_view::npos) {
    return heredocs;
  }
  ShellLexer lexer({.raw_quotes = true, .raw_escapes = true, .skip_unset = true});
  const auto words = lexer.process(line, Environment());
  if (!words) {
    return heredocs;  // What cannot be split has no heredocs, upstream too.
  }
  for (const std::string& word : words->words) {
    auto heredoc = parse_heredoc(word);
    if (!heredoc) {
      return tl::unexpected(heredoc.error());
    }
    if (*heredoc) {
      heredocs.push_back(std::move(**heredoc));
    }
  }
  return heredocs;
}

std::string chomp_heredoc(std::string_view content) {
  std::string result;
  bool line_start = true;
  for (const char letter : content) {
    if (line_start && letter == '\t') {
      continue;
    }
    result += letter;
    line_start = letter == '\n';
  }
  return result;
}

}  // namespace slipway::image
