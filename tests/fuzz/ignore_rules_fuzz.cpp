#include "image/go/code_points.hpp"
#include "image/go/regexp_automaton.hpp"
#include "image/go/regexp_parser.hpp"
#include "image/ignore/ignore_file.hpp"
#include "image/ignore/ignore_rules.hpp"
#include "image/ignore/ignore_set.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

// An ignore file, a NUL, and paths that end in NUL. Besides not crashing: what is said about a whole
// directory holds for every path below it, a path has the same verdict alone and among others, and both
// automata agree.

namespace {

using namespace slipway;

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void compare_automata(const image::Pattern& pattern, const std::vector<std::string>& paths) {
  std::u32string expression;
  for (std::size_t i = 0; i < pattern.regexp().size();) {
    const image::CodePoint decoded = image::decode_code_point(pattern.regexp(), i);
    expression += decoded.value;
    i += decoded.width;
  }
  auto syntax = image::parse_regexp(expression);
  require(syntax.has_value() == pattern.broken().empty());
  if (!syntax) {
    return;
  }
  auto program = image::RegexpProgram::compile(std::move(*syntax), 20'000);
  if (!program || !program->exact()) {
    return;
  }
  const image::RegexpAutomaton automaton(std::move(*program));
  for (const std::string& path : paths) {
    const auto state = automaton.advance(automaton.start(), path);
    if (state != image::RegexpAutomaton::untold) {
      require(image::possible(automaton.accepts(state)) == automaton.program().match(path));
    }
  }
}

void check_directories(const image::IgnoreRules& rules, const std::string& path,
                       const image::IgnoreVerdict& verdict) {
  image::IgnoreRules::Directory directory = rules.root();
  for (;;) {
    const image::Below below = rules.below(directory);
    if (below != image::Below::mixed) {
      require(verdict.ignored == (below == image::Below::ignored) && verdict.exact && !verdict.sent_empty);
    }
    const std::size_t done = directory.prefix().size();
    const std::size_t slash = path.find('/', done);
    if (slash == std::string::npos) {
      return;
    }
    auto entered = rules.enter(directory, std::string_view(path).substr(done, slash - done));
    require(entered.has_value());
    directory = std::move(entered->directory);
  }
}

bool is_plain(const std::string& path) {
  return !path.empty() && !path.starts_with('/') && !path.ends_with('/') &&
         path.find("//") == std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> parts;
  while (!input.empty()) {
    const std::size_t end = input.find('\0');
    parts.emplace_back(input.substr(0, end));
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
  }
  if (parts.empty()) {
    return 0;
  }
  const auto file = image::read_ignore_file(parts.front(), "f");
  if (!file) {
    return 0;
  }
  const auto rules = image::IgnoreRules::for_context(*file);
  if (!rules) {
    return 0;
  }
  const std::vector<std::string> paths(parts.begin() + 1, parts.end());
  for (const auto& rule : rules->rules()) {
    if (!rule.pattern.regexp().empty()) {
      compare_automata(rule.pattern, paths);
    }
  }
  const auto verdicts = image::evaluate_paths(*rules, paths);
  if (!verdicts) {
    return 0;
  }
  require(verdicts->size() == paths.size());
  require(image::lines_without_match(*rules, paths).has_value());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto alone = is_plain(paths[i]) ? rules->verdict(paths[i], false) : Result<image::IgnoreVerdict>();
    if (is_plain(paths[i]) && alone) {
      check_directories(*rules, paths[i], *alone);
    }
  }
  return 0;
}
