#include "image/ignore/ignore_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace slipway::image {
namespace {

/// In IgnoreRules::asked_: not asked yet, or broken and therefore without an answer.
constexpr auto not_asked = static_cast<Possible>(0);
constexpr auto no_answer = static_cast<Possible>(4);

Possible unite(Possible one, Possible other) {
  return static_cast<Possible>(static_cast<unsigned>(one) | static_cast<unsigned>(other));
}

/// What fsutil compares with directories when it looks for ones to skip.
std::string_view without_trailing_glob(std::string_view pattern) {
  for (const std::string_view glob : {std::string_view("/**"), std::string_view("/*")}) {
    if (pattern.ends_with(glob)) {
      pattern.remove_suffix(glob.size());
    }
  }
  return pattern;
}

}  // namespace

/// The state of a walk through the patterns for one path.
struct IgnoreRules::Flow {
  Possible matched = Possible::no;
  std::optional<std::size_t> decider;  ///< The pattern that changed `matched` last.
};

Result<IgnoreRules> IgnoreRules::parse(const IgnoreFile& file) {
  IgnoreRules rules;
  rules.name_ = file.name;
  std::size_t instructions = pattern_instruction_budget;
  for (const IgnoreLine& line : file.lines) {
    auto pattern = Pattern::parse(line.pattern, instructions);
    if (!pattern) {
      return fail(ExitCode::refused, fmt::format("Docker does not accept the ignore file {}", file.name),
                  fmt::format("line {}: `{}`: {}", line.line, line.pattern, pattern.error()),
                  "correct the pattern; a backslash in front of a character takes it literally");
    }
    if (*pattern) {
      rules.has_exclusions_ = rules.has_exclusions_ || (*pattern)->exclusion();
      rules.rules_.push_back({std::move(**pattern), line.line});
    }
  }
  return rules;
}

Result<IgnoreRules> IgnoreRules::for_context(const IgnoreFile& file) {
  SLIPWAY_TRY_ASSIGN(IgnoreRules rules, parse(file));
  rules.is_context_ = true;
  rules.skips_by_prefix_ = std::none_of(rules.rules_.begin(), rules.rules_.end(), [](const Rule& rule) {
    return rule.pattern.exclusion() &&
           without_trailing_glob(rule.pattern.text()).find_first_of("*[]?^\\") != std::string_view::npos;
  });
  return rules;
}

Result<IgnoreRules> IgnoreRules::for_copy(const std::vector<std::string>& patterns, std::string origin) {
  IgnoreFile file;
  file.name = std::move(origin);
  for (const std::string& pattern : patterns) {
    file.lines.push_back({pattern, file.lines.size() + 1});
  }
  return parse(file);
}

Error IgnoreRules::broken(const Rule& rule) const {
  return {ExitCode::refused, "ignore patterns that Docker can use",
          fmt::format("{}:{}: `{}`, which makes Docker fail the build when it compares a file with it: {}",
                      name_, rule.line, rule.pattern.text(), rule.pattern.broken()),
          "correct the pattern: Docker reads it as a regular expression"};
}

/// MatchesUsingParentResults of moby/patternmatcher, with sets of possible values in the place of values.
/// no_answer stands for a broken pattern. A pattern that is not alive would change nothing.
template <class Matches>
Result<IgnoreRules::Flow> IgnoreRules::follow(const std::vector<Directory::Alive>& alive,
                                              std::vector<Directory::Alive>* below, Matches matches) const {
  Flow flow;
  for (std::size_t n = 0; n < alive.size(); ++n) {
    const std::size_t i = alive[n].rule;
    const bool exclusion = rules_[i].pattern.exclusion();
    const Possible parent = alive[n].walked;
    // A pattern is only asked where it can change the verdict, and where the parent has not settled it.
    const bool may_ask = may_be(parent, false) && may_be(flow.matched, exclusion);
    Possible answer = may_ask ? matches(n) : Possible::no;
    if (answer == no_answer) {
      if (parent == Possible::no && flow.matched == possible(exclusion)) {
        return tl::unexpected(broken(rules_[i]));
      }
      answer = Possible::either;
    }
    if (parent == Possible::no && answer == Possible::no) {
      continue;  // by far the most frequent case: nothing changes, and results start out as "no"
    }
    auto result = static_cast<Possible>(0);
    auto matched = static_cast<Possible>(0);
    for (const bool before : {false, true}) {
      if (!may_be(flow.matched, before)) {
        continue;
      }
      const bool asked = before == exclusion;
      if (may_be(parent, true) || (asked && may_be(answer, true))) {
        result = unite(result, Possible::yes);
        matched = unite(matched, possible(!exclusion));
      }
      if (may_be(parent, false) && (!asked || may_be(answer, false))) {
        result = unite(result, Possible::no);
        matched = unite(matched, possible(before));
      }
    }
    if (matched != flow.matched) {
      flow.matched = matched;
      flow.decider = i;
    }
    if (below != nullptr) {
      (*below)[n].walked = result;
    }
  }
  return flow;
}

/// MatchesOrParentMatches of moby/patternmatcher: what fsutil asks before it opens a file.
template <class Matches>
Possible IgnoreRules::opened(const std::vector<Directory::Alive>& alive, Matches matches) const {
  Possible matched = Possible::no;
  for (std::size_t n = 0; n < alive.size(); ++n) {
    const bool exclusion = rules_[alive[n].rule].pattern.exclusion();
    if (!may_be(matched, exclusion)) {
      continue;
    }
    const Possible own = matches(n);
    if (own == no_answer) {
      return Possible::no;  // the error is swallowed, and nothing is sent
    }
    const Possible parent = alive[n].matched;
    auto after = matched == Possible::either ? possible(!exclusion) : static_cast<Possible>(0);
    if (may_be(own, true) || may_be(parent, true)) {
      after = unite(after, possible(!exclusion));
    }
    if (may_be(own, false) && may_be(parent, false)) {
      after = unite(after, possible(exclusion));
    }
    matched = after;
  }
  return negate(matched);
}

IgnoreVerdict IgnoreRules::to_verdict(const Flow& flow) const {
  IgnoreVerdict verdict;
  verdict.ignored = flow.matched == Possible::yes;
  verdict.exact = flow.matched != Possible::either;
  if (flow.decider) {
    verdict.line = rules_[*flow.decider].line;
  }
  return verdict;
}

IgnoreRules::Directory IgnoreRules::root() const {
  Directory directory;
  directory.alive_.reserve(rules_.size());
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    directory.alive_.push_back({i, rules_[i].pattern.start()});
  }
  return directory;
}

Result<IgnoreVerdict> IgnoreRules::file(const Directory& parent, std::string_view name) const {
  if (parent.skipped_) {
    Flow flow;
    flow.matched = Possible::yes;
    flow.decider = parent.decider_;
    return to_verdict(flow);
  }
  const std::string path = parent.prefix_ + std::string(name);
  asked_.assign(parent.alive_.size(), not_asked);
  const auto matches = [&](std::size_t n) {
    if (asked_[n] == not_asked) {
      const Pattern& pattern = rules_[parent.alive_[n].rule].pattern;
      asked_[n] = !pattern.broken().empty() ? no_answer
                  : !pattern.may_match_end_of(path)
                      ? Possible::no
                      : pattern.accepts(pattern.advance(parent.alive_[n].cursor, name), path);
    }
    return asked_[n];
  };
  SLIPWAY_TRY_ASSIGN(const Flow flow, follow(parent.alive_, nullptr, matches));
  IgnoreVerdict verdict = to_verdict(flow);
  // Without exclusions both algorithms agree.
  if (is_context_ && has_exclusions_ && !verdict.ignored) {
    const Possible is_opened = opened(parent.alive_, matches);
    verdict.sent_empty = verdict.exact && is_opened == Possible::no;
    verdict.exact = verdict.exact && is_opened != Possible::either;
  }
  return verdict;
}

Result<IgnoreRules::Entered> IgnoreRules::enter(const Directory& parent, std::string_view name) const {
  Entered entered;
  Directory& directory = entered.directory;
  directory.prefix_ = parent.prefix_ + std::string(name);
  if (parent.skipped_) {
    directory.prefix_ += '/';
    directory.skipped_ = true;
    directory.decider_ = parent.decider_;
    Flow flow;
    flow.matched = Possible::yes;
    flow.decider = parent.decider_;
    entered.verdict = to_verdict(flow);
    return entered;
  }
  asked_.assign(parent.alive_.size(), Possible::no);
  directory.alive_ = parent.alive_;
  for (std::size_t n = 0; n < parent.alive_.size(); ++n) {
    const Directory::Alive& before = parent.alive_[n];
    Directory::Alive& alive = directory.alive_[n];
    alive.walked = Possible::no;
    const Pattern& pattern = rules_[before.rule].pattern;
    const bool may_match = pattern.may_match_start_of(directory.prefix_);
    const Pattern::Cursor cursor = may_match ? pattern.advance(before.cursor, name) : Pattern::dead;
    asked_[n] = pattern.broken().empty() ? pattern.accepts(cursor, directory.prefix_) : no_answer;
    // An error while a parent is compared goes unnoticed upstream.
    const Possible own = asked_[n] == no_answer ? Possible::no : asked_[n];
    if (own == Possible::yes || before.matched == Possible::yes) {
      alive.matched = Possible::yes;
    } else {
      alive.matched = unite(own, before.matched);
    }
    alive.cursor = pattern.advance(cursor, "/");
  }
  SLIPWAY_TRY_ASSIGN(const Flow flow,
                     follow(parent.alive_, &directory.alive_, [this](std::size_t n) { return asked_[n]; }));
  std::erase_if(directory.alive_, [](const Directory::Alive& alive) {
    return alive.cursor == Pattern::dead && alive.walked == Possible::no && alive.matched == Possible::no;
  });
  directory.prefix_ += '/';
  directory.decider_ = flow.decider;
  directory.skipped_ = is_context_ && flow.matched == Possible::yes && skips(directory.prefix_);
  entered.verdict = to_verdict(flow);
  return entered;
}

/// Whether fsutil turns back at an ignored directory because no exclusion can reach below it. It takes the
/// exclusions for paths: one that is a regular expression without wildcard characters, such as `!a|b/*`, is
/// lost.
bool IgnoreRules::skips(const std::string& prefix) const {
  if (!skips_by_prefix_) {
    return false;
  }
  return std::none_of(rules_.begin(), rules_.end(), [&prefix](const Rule& rule) {
    if (!rule.pattern.exclusion()) {
      return false;
    }
    std::string reached(without_trailing_glob(rule.pattern.text()));
    reached += '/';
    return reached.starts_with(prefix);
  });
}

Below IgnoreRules::below(const Directory& directory) const {
  if (directory.skipped_) {
    return Below::ignored;
  }
  const auto matches = [&](std::size_t n) {
    if (!rules_[directory.alive_[n].rule].pattern.broken().empty()) {
      return no_answer;
    }
    const Pattern::Cursor cursor = directory.alive_[n].cursor;
    if (cursor == Pattern::dead || cursor == Pattern::matched) {
      return possible(cursor == Pattern::matched);
    }
    return Possible::either;
  };
  const Result<Flow> flow = follow(directory.alive_, nullptr, matches);
  if (!flow || flow->matched == Possible::either) {
    return Below::mixed;
  }
  if (flow->matched == Possible::yes) {
    return Below::ignored;
  }
  const bool opens = !is_context_ || !has_exclusions_ || opened(directory.alive_, matches) == Possible::yes;
  return opens ? Below::included : Below::mixed;
}

Result<IgnoreVerdict> IgnoreRules::verdict(std::string_view path, bool is_directory) const {
  IgnoreVerdict last;
  if (rules_.empty()) {
    return last;
  }
  // Paths are mostly asked about in the order of a tree.
  const auto is_above = [&path](const std::string& prefix) {
    return path.size() > prefix.size() && path.starts_with(prefix);
  };
  while (last_way_.size() > 1 && !is_above(last_way_.back().prefix())) {
    last_way_.pop_back();
  }
  if (last_way_.empty()) {
    last_way_.push_back(root());
  }
  path.remove_prefix(last_way_.back().prefix().size());
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    if (slash == std::string_view::npos && !is_directory) {
      return file(last_way_.back(), name);
    }
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    SLIPWAY_TRY_ASSIGN(Entered entered, enter(last_way_.back(), name));
    last = entered.verdict;
    last_way_.push_back(std::move(entered.directory));
  }
  return last;
}

void IgnoreRules::collect_matches(const Directory& parent, std::string_view name,
                                  std::vector<bool>& seen) const {
  const std::string path = parent.prefix_ + std::string(name);
  if (!parent.skipped_) {
    for (const Directory::Alive& alive : parent.alive_) {
      const Pattern& pattern = rules_[alive.rule].pattern;
      if (!seen[alive.rule] && pattern.broken().empty() && pattern.may_match_start_of(path) &&
          pattern.may_match_end_of(path)) {
        seen[alive.rule] = pattern.accepts(pattern.advance(alive.cursor, name), path) != Possible::no;
      }
    }
    return;
  }
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const Pattern& pattern = rules_[i].pattern;
    if (!seen[i] && pattern.broken().empty() && pattern.may_match_start_of(path) &&
        pattern.may_match_end_of(path)) {
      seen[i] = pattern.match(path) != Possible::no;
    }
  }
}

std::vector<std::string> IgnoreRules::warnings() const {
  std::vector<std::string> sentences;
  for (const Rule& rule : rules_) {
    if (!rule.pattern.inexact().empty()) {
      sentences.push_back(
          fmt::format("{}:{}: `{}` cannot be evaluated exactly ({}); files count as included if only this "
                      "pattern decides",
                      name_, rule.line, rule.pattern.text(), rule.pattern.inexact()));
    }
  }
  return sentences;
}

}  // namespace slipway::image
