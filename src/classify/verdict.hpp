#pragma once

#include "classify/change.hpp"
#include "classify/rules.hpp"

#include <unordered_map>

namespace slipway::classify {

/// Whether, and how, a path of the build context gets into an image.
enum class Reach : unsigned char {
  unknown,      ///< The Dockerfile could not be evaluated for it: counts as reaching.
  reaches,      ///< Copied, added or mounted into a step.
  dependency,   ///< The same, ahead of a step that installs dependencies, as their manifest.
  dockerfile,   ///< The Dockerfile of the image.
  same_layers,  ///< The Dockerfile, where its change is certain to leave every layer as it is.
  ignore_file,  ///< The ignore file in use: decides what reaches the image.
  not_copied,   ///< In the context, but no step uses it.
  ignored,      ///< Left out of the context by the ignore file.
  mounted,      ///< Would be copied, but the containers see the mounted file instead (MOUNTED_SOURCES sync).
  outside       ///< Not in the build context.
};

/// True where a change of the path cannot change the image.
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

/// By path. What is not in it is decided by the rules alone.
using ReachAnswers = std::unordered_map<std::string, ReachAnswer>;

/// The verdict on one changed path, and what made it so.
struct PathVerdict {
  Change change;
  Strategy strategy = Strategy::cached;
  std::string code;
  std::string cause;  ///< "FULL_WHEN /requirements.txt", "cannot reach the image: ignored by …"
  bool literal =
      false;  ///< By a rule of the person's own, which holds whether or not the path reaches an image.
};

struct Verdict {
  Strategy strategy = Strategy::none;
  std::vector<Reason> reasons;     ///< Strictest first; each with its paths.
  std::vector<PathVerdict> paths;  ///< In the order of the change set.
};

/// What the rules, and the way the paths reach an image, make of a change set. Pure, and monotonous: adding a
/// change never lowers the verdict, and an empty change set gives `none`. `context` is the build context that
/// rules are relative to (a path; "" is the root of the trees). Without answers for a path the rules alone
/// decide. `dockerfile_is_literal` is DOCKERFILE_RULE strict: any change of the Dockerfile asks for a full
/// build.
Verdict classify(const ChangeSet& changes, const Rules& rules, std::string_view context,
                 const ReachAnswers& reach, bool dockerfile_is_literal);

/// The path relative to the context; nothing where it is not below it.
std::optional<std::string_view> relative_to(std::string_view path, std::string_view context);

}  // namespace slipway::classify
