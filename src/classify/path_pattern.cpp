#include "classify/path_pattern.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace slipway::classify {
namespace {

struct BracketMatch {
  bool valid = false;
  bool matched = false;
  std::size_t end = 0;  ///< Index after the closing bracket.
};

/// Nothing where there is no class of that name.
std::optional<bool> in_class(std::string_view name, unsigned char character) {
  const int c = character;
  const std::pair<std::string_view, bool> classes[] = {
      {"alnum", std::isalnum(c) != 0}, {"alpha", std::isalpha(c) != 0}, {"blank", c == ' ' || c == '\t'},
      {"cntrl", std::iscntrl(c) != 0}, {"digit", std::isdigit(c) != 0}, {"graph", std::isgraph(c) != 0},
      {"lower", std::islower(c) != 0}, {"print", std::isprint(c) != 0}, {"punct", std::ispunct(c) != 0},
      {"space", std::isspace(c) != 0}, {"upper", std::isupper(c) != 0}, {"xdigit", std::isxdigit(c) != 0}};
  for (const auto& [known, matches] : classes) {
    if (name == known) {
      return matches;
    }
  }
  return {};
}

/// `glob[start]` is the opening bracket.
BracketMatch match_bracket(std::string_view glob, std::size_t start, unsigned char character) {
  BracketMatch result;
  std::size_t i = start + 1;
  const bool negated = i < glob.size() && (glob[i] == '!' || glob[i] == '^');
  i += negated ? 1U : 0U;
  bool matched = false;
  unsigned previous = 0;
  for (bool first = true; i < glob.size() && (first || glob[i] != ']'); first = false) {
    if (glob[i] == '[' && i + 1 < glob.size() && glob[i + 1] == ':') {
      const std::size_t close = glob.find(']', i + 2);
      if (close == std::string_view::npos) {
        return result;
      }
      // Without a colon before the bracket it is no class: `[` is a character like any other.
      if (close > i + 2 && glob[close - 1] == ':') {
        const auto fits = in_class(glob.substr(i + 2, close - i - 3), character);
        if (!fits) {
          return result;
        }
        matched = matched || *fits;
        i = close + 1;
        previous = 0;
        continue;
      }
    }
    if (glob[i] == '-' && previous != 0 && i + 1 < glob.size() && glob[i + 1] != ']') {
      ++i;
      i += glob[i] == '\\' && i + 1 < glob.size() ? 1U : 0U;
      matched = matched || (previous <= character && character <= static_cast<unsigned char>(glob[i]));
      previous = 0;
      ++i;
      continue;
    }
    i += glob[i] == '\\' && i + 1 < glob.size() ? 1U : 0U;
    previous = static_cast<unsigned char>(glob[i]);
    matched = matched || previous == character;
    ++i;
  }
  if (i >= glob.size()) {
    return result;
  }
  return {true, character != '/' && matched != negated, i + 1};
}

/// One step of a match that need not look back: literal, `?` or bracket. Returns the length used of the glob,
/// 0 where the character does not fit.
std::size_t match_one(std::string_view glob, std::size_t at, char character) {
  switch (glob[at]) {
    case '?':
      return character != '/' ? 1 : 0;
    case '[': {
      const BracketMatch bracket = match_bracket(glob, at, static_cast<unsigned char>(character));
      return bracket.valid && bracket.matched ? bracket.end - at : 0;
    }
    case '\\':
      return at + 1 < glob.size() && glob[at + 1] == character ? 2 : 0;
    default:
      return glob[at] == character ? 1 : 0;
  }
}

}  // namespace

// Dynamic programming over (glob position, text position), so that no pattern can make it slow.
bool wildmatch(std::string_view glob, std::string_view text) {
  // reachable[j]: glob[0, i) matches text[0, j).
  std::vector<bool> reachable(text.size() + 1, false);
  reachable[0] = true;
  std::size_t i = 0;
  while (i < glob.size()) {
    std::vector<bool> next(text.size() + 1, false);
    if (glob[i] == '*') {
      std::size_t end = i;
      while (end < glob.size() && glob[end] == '*') {
        ++end;
      }
      const bool starts_component = i == 0 || glob[i - 1] == '/';
      const bool ends_component = end == glob.size() || glob[end] == '/';
      const bool spans = end - i >= 2 && starts_component && ends_component;
      const bool takes_slash = spans && end < glob.size();
      for (std::size_t j = 0; j <= text.size(); ++j) {
        if (!reachable[j]) {
          continue;
        }
        if (takes_slash) {
          // "**/": nothing, or any number of whole directories.
          next[j] = true;
          for (std::size_t k = j; k < text.size(); ++k) {
            if (text[k] == '/') {
              next[k + 1] = true;
            }
          }
          continue;
        }
        for (std::size_t k = j;; ++k) {
          next[k] = true;
          if (k == text.size() || (text[k] == '/' && !spans)) {
            break;
          }
        }
      }
      i = takes_slash ? end + 1 : end;
    } else {
      std::size_t used = 0;
      for (std::size_t j = 0; j < text.size(); ++j) {
        if (!reachable[j]) {
          continue;
        }
        if (const std::size_t length = match_one(glob, i, text[j]); length != 0) {
          next[j + 1] = true;
          used = length;
        }
      }
      if (used == 0) {
        return false;
      }
      i += used;
    }
    reachable = std::move(next);
  }
  return reachable[text.size()];
}

PathPatterns::PathPatterns(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    std::string_view text = line;
    while (!text.empty() && text.back() == ' ' && !text.ends_with("\\ ")) {
      text.remove_suffix(1);
    }
    if (text.empty() || text.front() == '#') {
      continue;
    }
    Pattern pattern;
    pattern.written = line;
    if (text.front() == '!') {
      pattern.negated = true;
      text.remove_prefix(1);
    }
    if (text.ends_with('/')) {
      pattern.directories_only = true;
      text.remove_suffix(1);
    }
    pattern.anchored = text.find('/') != std::string_view::npos;
    if (text.starts_with('/')) {
      text.remove_prefix(1);
    }
    if (text.empty()) {
      continue;
    }
    pattern.glob = text;
    pattern.literal_length = std::min(text.find_first_of("*?[\\"), text.size());
    if (pattern.anchored && pattern.literal_length != 0) {
      first_bytes_.set(static_cast<unsigned char>(pattern.glob.front()));
    } else {
      first_bytes_.set();
    }
    patterns_.push_back(std::move(pattern));
  }
}

// Most patterns are plain names, and most paths differ from a pattern in its first characters.
bool PathPatterns::fits(const Pattern& pattern, std::string_view text) {
  const std::string_view glob = pattern.glob;
  if (pattern.literal_length != 0 && (text.empty() || text.front() != glob.front())) {
    return false;
  }
  if (!text.starts_with(glob.substr(0, pattern.literal_length))) {
    return false;
  }
  return pattern.literal_length == glob.size() ? text.size() == glob.size() : wildmatch(glob, text);
}

const PathPatterns::Pattern* PathPatterns::last_match(std::string_view path, bool is_directory) const {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend(); ++pattern) {
    if ((!pattern->directories_only || is_directory) && fits(*pattern, pattern->anchored ? path : name)) {
      return &*pattern;
    }
  }
  return nullptr;
}

/// Whether the path, or a directory above it, starts as one of the patterns does.
bool PathPatterns::may_match(std::string_view path) const {
  return !path.empty() && first_bytes_.test(static_cast<unsigned char>(path.front())) &&
         std::any_of(patterns_.begin(), patterns_.end(), [path](const Pattern& pattern) {
           return !pattern.anchored || pattern.literal_length == 0 ||
                  (path.starts_with(pattern.glob.front()) &&
                   path.starts_with(std::string_view(pattern.glob).substr(0, pattern.literal_length)));
         });
}

std::optional<std::string> PathPatterns::match(std::string_view path) const {
  if (!may_match(path)) {
    return {};
  }
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    const Pattern* decided = last_match(path.substr(0, slash), true);
    if (decided != nullptr && !decided->negated) {
      return decided->written;
    }
  }
  const Pattern* decided = last_match(path, false);
  if (decided == nullptr || decided->negated) {
    return {};
  }
  return decided->written;
}

}  // namespace slipway::classify
