#pragma once

#include "classify/path_pattern.hpp"
#include "classify/strategy.hpp"

namespace slipway::classify {

/// The patterns of the three keywords FULL_WHEN, INCREMENTAL_WHEN and CACHED_WHEN, relative to the build
/// context.
struct RuleLines {
  std::vector<std::string> full = {};
  std::vector<std::string> incremental = {};
  std::vector<std::string> cached = {};

  bool empty() const { return full.empty() && incremental.empty() && cached.empty(); }
};

/// The strategy table: dependency manifests and the Dockerfile are full; sources, models and configuration
/// are incremental; the rest is cached. All of them are anchored.
const RuleLines& default_rule_lines();

/// What a rule says of a path.
struct RuleMatch {
  Strategy strategy = Strategy::cached;
  std::string pattern;  ///< As written.
  bool by_default = false;

  friend bool operator==(const RuleMatch&, const RuleMatch&) = default;
};

/// Own rules come first: a path that one of them matches is decided by them alone, any other path by the
/// default rules (where they are in use). Within the one and the other, the strictest match wins.
class Rules {
 public:
  Rules(const RuleLines& own, bool with_defaults);

  /// Nothing if no rule matches.
  std::optional<RuleMatch> match(std::string_view path) const;
  bool with_defaults() const { return with_defaults_; }

 private:
  struct Table {
    explicit Table(const RuleLines& lines);
    std::optional<RuleMatch> match(std::string_view path) const;
    PathPatterns full;
    PathPatterns incremental;
    PathPatterns cached;
  };

  Table own_;
  Table defaults_;
  bool with_defaults_;
};

}  // namespace slipway::classify
