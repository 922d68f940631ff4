#pragma once

#include "classify/change.hpp"
#include "classify/rules.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::classify {

/// Whether, and how, a path of the build context gets into an image.
enum class Reach : unsigned char {
  unknown,      ///< The Dockerfile could not be evaluated for it: counts as reaching.
  reaches,      ///< Copied, added or mounted into a step.
  dependency,   ///< The same, ahead of a step that installs dependencies, as their manifest.
  dockerfile,   ///< The Dockerfile of the image.
  same_layers,  ///< The Dockerfile, if its change certainly changes no layer.
  ignore_file,  ///< The ignore file in use: decides what reaches the image.
  not_copied,   ///< In the context, but no step uses it.
  ignored,      ///< Left out of the context by the ignore file.
  mounted,      ///< Would be copied, but the containers see the mounted file instead (MOUNTED_SOURCES sync).
  outside       ///< Not in the build context.
};

/// True if a change of the path cannot change the image.
bool cannot_reach(Reach reach);

/// Answers for the paths of one image, relative to the root of the compared trees.
struct ReachAnswer {
  Reach reach = Reach::unknown;
  std::string
      where;  ///< The step it enters, such as "[3/5] COPY src /app/src"; the ignore line; empty otherwise.
  /// Containers see the file through a mount as well: a change of it needs a restart.
  bool seen_mounted = false;

  friend bool operator==(const ReachAnswer&, const ReachAnswer&) = default;
};

/// The answers for a change set, in its order. Neighbours mostly have the same answer, which is stored once.
class ReachAnswers {
 public:
  /// For the next change.
  void add(ReachAnswer answer) {
    if (distinct_.empty() || distinct_.back() != answer) {
      distinct_.push_back(std::move(answer));
    }
    of_change_.push_back(distinct_.size() - 1);
  }

  /// For the next change there is none.
  void add_none() { of_change_.push_back(none); }

  void replace(std::size_t change, ReachAnswer answer) {
    if (of_change_[change] == none || distinct_[of_change_[change]] != answer) {
      of_change_[change] = distinct_.size();
      distinct_.push_back(std::move(answer));
    }
  }

  /// Each answer that was given, for what holds whatever the path.
  std::vector<ReachAnswer>& distinct() { return distinct_; }

  /// Nothing if there is no answer: the rules alone decide.
  const ReachAnswer* of(std::size_t change) const {
    const bool is_known = change < of_change_.size() && of_change_[change] != none;
    return is_known ? &distinct_[of_change_[change]] : nullptr;
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::vector<ReachAnswer> distinct_;
  std::vector<std::size_t> of_change_;
};

/// The verdict on a changed path, and why.
struct Ruling {
  Strategy strategy = Strategy::cached;
  ReasonCode code = ReasonCode::no_rule;
  std::string cause;  ///< "FULL_WHEN /requirements.txt", "cannot reach the image: ignored by …"
  /// By a rule of the person's own, which holds whether or not the path reaches an image.
  bool literal = false;
};

/// The verdict on one changed path. Paths with the same verdict share the ruling.
struct PathVerdict {
  Change change;
  std::shared_ptr<const Ruling> ruling = {};
};

struct Verdict {
  Strategy strategy = Strategy::none;
  std::vector<Reason> reasons;     ///< Strictest first; each with its paths.
  std::vector<PathVerdict> paths;  ///< In the order of the change set.
};

/// The verdict on a change set, by the rules and by the way the paths reach an image. Pure, and monotonous:
/// adding a change never lowers the verdict, and an empty change set gives `none`. `context` is the build
/// context that rules are relative to (a path; "" is the root of the trees). Without answers for a path the
/// rules alone decide. `dockerfile_is_literal` is DOCKERFILE_RULE strict: any change of the Dockerfile asks
/// for a full build.
Verdict classify(ChangeSet changes, const Rules& rules, std::string_view context, const ReachAnswers& reach,
                 bool dockerfile_is_literal);

/// The path relative to the context; nothing if it is not below it.
std::optional<std::string_view> relative_to(std::string_view path, std::string_view context);

}  // namespace slipway::classify
