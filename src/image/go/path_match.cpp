#include "image/go/path_match.hpp"

#include "image/go/code_points.hpp"

#include <cstddef>
#include <optional>

namespace slipway::image {
namespace {

/// What a chunk consists of: any number of leading stars, then text up to the next star outside brackets.
struct Chunk {
  bool star = false;
  std::string_view text;
};

Chunk take_chunk(std::string_view& pattern) {
  Chunk chunk;
  while (pattern.starts_with('*')) {
    pattern.remove_prefix(1);
    chunk.star = true;
  }
  bool in_brackets = false;
  std::size_t end = 0;
  for (; end < pattern.size(); ++end) {
    const char byte = pattern[end];
    if (byte == '\\' && end + 1 < pattern.size()) {
      ++end;
    } else if (byte == '[') {
      in_brackets = true;
    } else if (byte == ']') {
      in_brackets = false;
    } else if (byte == '*' && !in_brackets) {
      break;
    }
  }
  chunk.text = pattern.substr(0, end);
  pattern.remove_prefix(end);
  return chunk;
}

/// One end of a range in brackets. Nothing where the pattern is bad: what follows must at least close it.
std::optional<char32_t> take_class_rune(std::string_view& chunk) {
  if (chunk.empty() || chunk[0] == '-' || chunk[0] == ']') {
    return std::nullopt;
  }
  if (chunk[0] == '\\') {
    chunk.remove_prefix(1);
    if (chunk.empty()) {
      return std::nullopt;
    }
  }
  const CodePoint decoded = decode_code_point(chunk, 0);
  if (decoded.value == 0xFFFD && decoded.width == 1) {
    return std::nullopt;
  }
  chunk.remove_prefix(decoded.width);
  if (chunk.empty()) {
    return std::nullopt;
  }
  return decoded.value;
}

/// Whether brackets, whose `[` has been taken, match `rune`.
std::optional<bool> take_class(std::string_view& chunk, char32_t rune) {
  bool negated = false;
  if (chunk.starts_with('^')) {
    negated = true;
    chunk.remove_prefix(1);
  }
  bool matches = false;
  for (bool first = true; first || !chunk.starts_with(']'); first = false) {
    const std::optional<char32_t> low = take_class_rune(chunk);
    if (!low) {
      return std::nullopt;
    }
    std::optional<char32_t> high = low;
    if (chunk.starts_with('-')) {
      chunk.remove_prefix(1);
      high = take_class_rune(chunk);
      if (!high) {
        return std::nullopt;
      }
    }
    matches = matches || (*low <= rune && rune <= *high);
  }
  chunk.remove_prefix(1);
  return matches != negated;
}

struct ChunkMatch {
  PathMatch outcome = PathMatch::no;
  std::string_view rest;  ///< What is left of the name after a match.
};

ChunkMatch match_chunk(std::string_view chunk, std::string_view name) {
  // A failure to match does not end the loop: the rest of the chunk may still be bad.
  bool failed = false;
  while (!chunk.empty()) {
    failed = failed || name.empty();
    const char byte = chunk[0];
    if (byte == '[') {
      chunk.remove_prefix(1);
      char32_t rune = 0;
      if (!failed) {
        const CodePoint decoded = decode_code_point(name, 0);
        rune = decoded.value;
        name.remove_prefix(decoded.width);
      }
      const std::optional<bool> matches = take_class(chunk, rune);
      if (!matches) {
        return {PathMatch::bad_pattern, {}};
      }
      failed = failed || !*matches;
    } else if (byte == '?') {
      chunk.remove_prefix(1);
      if (!failed) {
        failed = name[0] == '/';
        name.remove_prefix(decode_code_point(name, 0).width);
      }
    } else {
      if (byte == '\\') {
        chunk.remove_prefix(1);
        if (chunk.empty()) {
          return {PathMatch::bad_pattern, {}};
        }
      }
      if (!failed) {
        failed = chunk[0] != name[0];
        name.remove_prefix(1);
      }
      chunk.remove_prefix(1);
    }
  }
  return failed ? ChunkMatch{} : ChunkMatch{PathMatch::yes, name};
}

/// Matches a chunk at the start of `name` or, after a star, at any place before the next slash. As upstream,
/// the first place that fits is kept: only the last chunk has to reach the end of the name.
ChunkMatch place_chunk(const Chunk& chunk, std::string_view name, bool last) {
  ChunkMatch match = match_chunk(chunk.text, name);
  if (match.outcome == PathMatch::yes && last && !match.rest.empty()) {
    match.outcome = PathMatch::no;
  }
  for (std::size_t i = 0; match.outcome == PathMatch::no && chunk.star && i < name.size() && name[i] != '/';
       ++i) {
    match = match_chunk(chunk.text, name.substr(i + 1));
    if (match.outcome == PathMatch::yes && last && !match.rest.empty()) {
      match.outcome = PathMatch::no;
    }
  }
  return match;
}

PathMatch match(std::string_view pattern, std::string_view name, bool check_whole) {
  while (!pattern.empty()) {
    const Chunk chunk = take_chunk(pattern);
    if (chunk.star && chunk.text.empty()) {
      return name.find('/') == std::string_view::npos ? PathMatch::yes : PathMatch::no;
    }
    const ChunkMatch found = place_chunk(chunk, name, pattern.empty());
    if (found.outcome == PathMatch::yes) {
      name = found.rest;
      continue;
    }
    while (found.outcome == PathMatch::no && check_whole && !pattern.empty()) {
      if (match_chunk(take_chunk(pattern).text, {}).outcome == PathMatch::bad_pattern) {
        return PathMatch::bad_pattern;
      }
    }
    return found.outcome;
  }
  return name.empty() ? PathMatch::yes : PathMatch::no;
}

}  // namespace

PathMatch path_match(std::string_view pattern, std::string_view name) {
  return match(pattern, name, true);
}

PathMatch filepath_match(std::string_view pattern, std::string_view name) {
  return match(pattern, name, false);
}

}  // namespace slipway::image
