#include "classify/verdict.hpp"

#include "classify/reason_list.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::classify {
namespace {

std::string keyword_of(Strategy strategy) {
  switch (strategy) {
    case Strategy::full:
      return "FULL_WHEN";
    case Strategy::incremental:
      return "INCREMENTAL_WHEN";
    default:
      return "CACHED_WHEN";
  }
}

ReasonCode code_of(Strategy strategy) {
  switch (strategy) {
    case Strategy::full:
      return ReasonCode::rule_full;
    case Strategy::incremental:
      return ReasonCode::rule_incremental;
    default:
      return ReasonCode::rule_cached;
  }
}

std::string unreached_cause(const ReachAnswer& answer) {
  const std::string image = answer.seen_mounted ? "reaches containers through a mount, not the image: "
                                                : "cannot reach the image: ";
  switch (answer.reach) {
    case Reach::ignored:
      return fmt::format("{}ignored{}{}", image, answer.where.empty() ? "" : " by ", answer.where);
    case Reach::outside:
      return image + "outside the build context";
    default:
      return image + "no step copies it";
  }
}

ReasonCode unreached_code(Reach reach) {
  return reach == Reach::ignored   ? ReasonCode::ignored
         : reach == Reach::outside ? ReasonCode::outside_context
                                   : ReasonCode::not_copied;
}

std::string into_step(const ReachAnswer& answer) {
  return answer.where.empty() ? "reaches the image" : fmt::format("enters {}", answer.where);
}

Ruling by_default_rule(const RuleMatch& match, std::string_view remark) {
  return {match.strategy, code_of(match.strategy), fmt::format("default rule {}{}", match.pattern, remark)};
}

Ruling decide(const std::optional<RuleMatch>& match, const ReachAnswer* answer, bool dockerfile_is_literal) {
  if (match && !match->by_default) {
    return {match->strategy, code_of(match->strategy),
            fmt::format("{} {}", keyword_of(match->strategy), match->pattern), true};
  }
  if (answer == nullptr) {
    return match ? by_default_rule(*match, {})
                 : Ruling{Strategy::cached, ReasonCode::no_rule, "no rule asks for more"};
  }
  switch (answer->reach) {
    case Reach::dockerfile:
    case Reach::same_layers:
      if (dockerfile_is_literal) {
        return {Strategy::full, ReasonCode::dockerfile, "the Dockerfile changed"};
      }
      if (answer->reach == Reach::same_layers) {
        return {Strategy::cached, ReasonCode::dockerfile_metadata,
                "the Dockerfile changed, and no layer with it"};
      }
      return {Strategy::incremental, ReasonCode::dockerfile_layer,
              "the Dockerfile changed; the builder decides by step"};
    case Reach::dependency:
      return {Strategy::full, ReasonCode::dependency,
              fmt::format("dependency manifest, {}", into_step(*answer))};
    case Reach::ignore_file:
      return {Strategy::incremental, ReasonCode::ignore_file, "decides what reaches the image"};
    case Reach::ignored:
    case Reach::outside:
      return {Strategy::cached, unreached_code(answer->reach), unreached_cause(*answer)};
    case Reach::mounted:
      return {Strategy::cached, ReasonCode::mounted,
              "reaches the containers through a mount: files and a restart, no build"};
    case Reach::not_copied:
      // The strategy stays the table's, so that nobody is surprised; it only costs no build.
      return match ? by_default_rule(*match, answer->seen_mounted
                                                 ? ", though it reaches containers through a mount alone"
                                                 : ", though no step copies it")
                   : Ruling{Strategy::cached, unreached_code(answer->reach), unreached_cause(*answer)};
    case Reach::reaches:
      if (match && match->strategy == Strategy::full) {
        return by_default_rule(*match, {});
      }
      return {Strategy::incremental, ReasonCode::step_source, into_step(*answer)};
    case Reach::unknown:
      break;
  }
  if (match && match->strategy >= Strategy::incremental) {
    return by_default_rule(*match, {});
  }
  return {Strategy::incremental, ReasonCode::reach_unknown,
          answer->where.empty() ? std::string("may reach the image")
                                : fmt::format("may enter {}", answer->where)};
}

}  // namespace

bool cannot_reach(Reach reach) {
  return reach == Reach::not_copied || reach == Reach::mounted || reach == Reach::ignored ||
         reach == Reach::outside;
}

std::optional<std::string_view> relative_to(std::string_view path, std::string_view context) {
  if (context.empty()) {
    return path;
  }
  if (path.size() > context.size() && path.starts_with(context) && path[context.size()] == '/') {
    return path.substr(context.size() + 1);
  }
  return {};
}

Verdict classify(ChangeSet changes, const Rules& rules, std::string_view context, const ReachAnswers& reach,
                 bool dockerfile_is_literal) {
  Verdict verdict;
  verdict.paths.reserve(changes.size());
  ReasonList reasons;
  // Neighbours mostly share their fate.
  std::optional<RuleMatch> last_match;
  const ReachAnswer* last_answer = nullptr;
  std::shared_ptr<const Ruling> ruling;
  for (std::size_t number = 0; number < changes.size(); ++number) {
    Change& change = changes[number];
    const ReachAnswer* answer = reach.of(number);
    const auto relative = relative_to(change.path, context);
    auto match = relative ? rules.match(*relative) : std::optional<RuleMatch>{};
    if (!ruling || answer != last_answer || match != last_match) {
      ruling = std::make_shared<const Ruling>(decide(match, answer, dockerfile_is_literal));
      last_match = std::move(match);
      last_answer = answer;
    }
    verdict.strategy = std::max(verdict.strategy, ruling->strategy);
    reasons.add_new(*ruling, change.path);
    verdict.paths.push_back({std::move(change), ruling});
  }
  verdict.reasons = std::move(reasons).sorted();
  return verdict;
}

}  // namespace slipway::classify
