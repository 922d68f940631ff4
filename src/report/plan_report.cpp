#include "report/plan_report.hpp"

#include "report/finding_report.hpp"
#include "report/path_groups.hpp"
#include "report/release_report.hpp"
#include "report/service_words.hpp"
#include "util/columns.hpp"
#include "util/place_name.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>

namespace slipway::report {
namespace {

using classify::Finding;
using classify::Plan;
using classify::Reason;
using classify::Strategy;

/// With the prompt below it.
constexpr std::size_t screen_lines = 23;
constexpr std::size_t strategy_width = 11;

/// How many entries of each part are shown.
struct Detail {
  std::size_t paths;
  std::size_t reasons;
  std::size_t images;
  std::size_t services;
  std::size_t warnings;
  bool costs;
  bool fixes;
  std::size_t advice;
  std::size_t left_out;
};

constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
constexpr Detail everything{all, all, all, all, all, true, true, all, all};
/// From much to little: the first one that fits on the screen is taken.
constexpr std::array<Detail, 5> details{{{6, 12, 12, 12, 12, true, false, 6, 8},
                                         {4, 6, 6, 6, 5, false, false, 4, 4},
                                         {3, 5, 4, 4, 4, false, false, 3, 3},
                                         {2, 4, 3, 3, 2, false, false, 2, 2},
                                         {1, 3, 2, 2, 1, false, false, 1, 1}}};

std::string short_id(const std::string& commit) {
  return commit.substr(0, 12);
}

Tint tint_of(Strategy strategy) {
  switch (strategy) {
    case Strategy::full:
      return Tint::yellow;
    case Strategy::incremental:
      return Tint::cyan;
    default:
      return Tint::green;
  }
}

Tinted word_of(Strategy strategy) {
  return {std::string(classify::name_of(strategy)), tint_of(strategy)};
}

/// Strategies say how images are built. An application that builds none has no use for the words.
bool builds_no_image(const Plan& plan) {
  return plan.images.empty() && plan.strategy != Strategy::none;
}

Tinted word_of(const Plan& plan) {
  return builds_no_image(plan) ? Tinted{std::string(no_build_word), Tint::green} : word_of(plan.strategy);
}

/// What the strategy means for this deployment.
std::string strategy_sentence(const Plan& plan) {
  const auto built = static_cast<std::size_t>(
      std::count_if(plan.images.begin(), plan.images.end(), [](const auto& image) { return image.build; }));
  const std::string images = count_of(built, "image");
  const std::string no_build =
      plan.files_alone ? "no image changes: the builder is not called, and nothing that runs is touched"
                       : "no image changes: the builder is not called";
  if (builds_no_image(plan)) {
    // There is none that could stay the same.
    return plan.files_alone ? "nothing to build, and nothing that runs is touched"
                            : "nothing to build: all images come from elsewhere";
  }
  switch (plan.strategy) {
    case Strategy::full:
      return built == 0 ? "what changed is in no image: the builder is not called"
                        : fmt::format("build {} from scratch (--no-cache)", images);
    case Strategy::incremental:
      return built == 0 ? "no image to build"
                        : fmt::format("build {}, reusing the layers before the change", images);
    case Strategy::cached:
      return built == 0 ? no_build : fmt::format("build {}, reusing every layer that can be", images);
    case Strategy::none:
      break;
  }
  if (!plan.waiting.empty()) {
    return fmt::format("nothing to deploy: the swarm has this tree, and {} for {}",
                       printable(join(plan.waiting, ", ")) + (plan.waiting.size() == 1 ? " waits" : " wait"),
                       plan.waiting.size() == 1 ? "a node" : "nodes");
  }
  return (plan.not_asked.empty() ? "nothing to deploy: the host runs this tree"
                                 : "nothing to deploy, as far as is known here: the host runs this tree") +
         (plan.as_last_seen.empty() ? std::string{} : ", " + plan.as_last_seen);
}

/// "src/a.py, src/b.py: enters [5/6] COPY src src"
std::string reason_text(const Reason& reason, std::size_t most_paths) {
  if (reason.paths.empty()) {
    return reason.text;
  }
  const std::vector<std::string> groups = path_groups(reason.paths, most_paths);
  return fmt::format("{}: {}", join(groups, ", "), reason.text);
}

/// Names that share a text, in the order of their first.
class Shared {
 public:
  void add(const std::string& text, const std::string& name) {
    const auto [place, inserted] = places_.emplace(text, entries_.size());
    if (inserted) {
      entries_.push_back({text, {}});
    }
    entries_[place->second].names.push_back(name);
  }

  struct Entry {
    std::string text;
    std::vector<std::string> names;
  };
  const std::vector<Entry>& entries() const { return entries_; }
  std::size_t name_width() const {
    std::size_t width = 0;
    for (const Entry& entry : entries_) {
      width = std::max(width, entry.names.size() == 1 ? columns_of(printable(entry.names.front())) : 0);
    }
    return std::min<std::size_t>(width, 16);
  }

 private:
  std::map<std::string, std::size_t> places_;
  std::vector<Entry> entries_;
};

std::string image_text(const classify::ImagePlan& image) {
  if (!image.build) {
    return image.base.empty() ? "stays" : fmt::format("stays as release {} built it", image.base);
  }
  std::string text(classify::name_of(image.strategy));
  if (image.steps && image.strategy == Strategy::full) {
    const std::size_t reused = image.steps->reused_from_scratch;
    return text + (reused == 0
                       ? fmt::format(", all {} steps", image.steps->total)
                       : fmt::format(", {} steps; BuildKit reuses {} (WORKDIR)", image.steps->total, reused));
  }
  if (image.steps) {
    text += fmt::format(", {} of {} steps reused", image.steps->reused, image.steps->total);
    text +=
        image.steps->undecided == 0 ? std::string{} : fmt::format(", {} undecided", image.steps->undecided);
    text += image.steps->first.empty() ? "" : fmt::format("; runs again from {}", image.steps->first);
  }
  return text;
}

std::string cost_text(const classify::CostForecast& cost) {
  std::string text = "about " + duration_text(cost.seconds);
  const std::string low = duration_text(cost.low);
  const std::string high = duration_text(cost.high);
  if (cost.guess) {
    text += " (little data)";
  } else if (low != high) {
    text += fmt::format(" ({} to {})", low, high);
  }
  text += cost.bytes == 0 ? "" : fmt::format(", {}", bytes_text(cost.bytes));
  if (!cost.steps.empty()) {
    const classify::CostForecast::Step& longest = cost.steps.front();
    text +=
        fmt::format("; {} {}, {}", 2 * longest.seconds >= cost.seconds ? "most of it" : "the longest step is",
                    longest.name, duration_text(longest.seconds));
  }
  return text + "; based on " +
         (cost.alike ? count_of(cost.releases, "similar release")
                     : fmt::format("{}, none of them similar", count_of(cost.releases, "release")));
}

class PlanPage {
 public:
  PlanPage(const Plan& plan, const PageStyle& style, const Detail& detail)
      : plan_(plan), detail_(detail), page_(style) {}

  Page build() && {
    page_.title(
        {{plan_.deployment, Tint::bold},
         {fmt::format(" on {}: ", place_name(plan_.environment, plan_.host, plan_.of_fleet)), Tint::bold},
         word_of(plan_)});
    page_.subtitle(strategy_sentence(plan_));
    if (plan_.diverged) {
      page_.row({"careful", Tint::yellow}, divergence_text(*plan_.diverged));
    }
    add_commits();
    if (!plan_.not_asked.empty()) {
      page_.row(label("host"),
                fmt::format("not asked: {} (slipway plan --online)", join(plan_.not_asked, ", ")));
    }
    add_left_out();
    add_reasons();
    if (plan_.strategy != Strategy::none) {
      add_images();
      add_services();
      if (plan_.cost) {
        page_.row(label("takes"), cost_text(*plan_.cost));
      }
    }
    add_advice("cheaper", plan_.cheaper);
    add_advice("note", plan_.notes);
    add_warnings();
    if (is_short_ && detail_.paths != all) {
      page_.subtitle("all of it: slipway plan --all");
    }
    return std::move(page_);
  }

 private:
  static Tinted label(const char* text) { return {text, Tint::dim}; }

  /// "and 3 more", and the last line will say where they are.
  void more(const char* label_text, std::size_t shown, std::size_t total) {
    if (total > shown) {
      page_.row(label(label_text), fmt::format("and {} more", total - shown));
      is_short_ = true;
    }
  }

  void add_commits() {
    std::string commit = fmt::format("{} {}", short_id(plan_.to.commit), subject_text(plan_.to.subject));
    commit += plan_.to.branch.empty() ? "" : fmt::format(" ({})", plan_.to.branch);
    page_.row(label("deploy"), commit);
    if (plan_.from) {
      page_.row(label("running"),
                fmt::format("release {}: {} {}{}", plan_.from->number, short_id(plan_.from->source_commit),
                            subject_text(plan_.from->subject),
                            plan_.as_last_seen.empty() ? std::string{} : ", " + plan_.as_last_seen));
    }
    if (plan_.forced && plan_.computed != plan_.strategy && !builds_no_image(plan_)) {
      page_.row({"forced", Tint::yellow},
                fmt::format("the changes ask for {}", classify::name_of(plan_.computed)));
    }
    for (const std::string& stale : plan_.stale) {
      page_.row({"careful", Tint::yellow}, "possibly stale: " + stale);
    }
  }

  void add_reasons() {
    const std::size_t shown = std::min(detail_.reasons, plan_.reasons.size());
    for (std::size_t i = 0; i < shown; ++i) {
      const Reason& reason = plan_.reasons[i];
      is_short_ = is_short_ || (reason.paths.size() > detail_.paths);
      if (builds_no_image(plan_)) {
        page_.row(label("because"), reason_text(reason, detail_.paths));
      } else {
        page_.row(label("because"), word_of(reason.strategy), strategy_width,
                  reason_text(reason, detail_.paths));
      }
    }
    more("because", shown, plan_.reasons.size());
  }

  void add_shared(const char* label_text, const Shared& shared, std::size_t most) {
    const auto& entries = shared.entries();
    const std::size_t shown = std::min(most, entries.size());
    const std::size_t width = shared.name_width();
    for (std::size_t i = 0; i < shown; ++i) {
      const Shared::Entry& entry = entries[i];
      if (entry.names.size() == 1) {
        page_.row(label(label_text), {entry.names.front()}, width, entry.text);
        continue;
      }
      const std::vector<std::string> names(
          entry.names.begin(),
          entry.names.begin() + static_cast<std::ptrdiff_t>(std::min(most, entry.names.size())));
      const std::size_t hidden = entry.names.size() - names.size();
      is_short_ = is_short_ || hidden > 0;
      page_.row(label(label_text),
                fmt::format("{}{}: {}", join(names, ", "),
                            hidden == 0 ? std::string{} : fmt::format(" and {} more", hidden), entry.text));
    }
    more(label_text, shown, entries.size());
  }

  void add_images() {
    Shared shared;
    for (const classify::ImagePlan& image : plan_.images) {
      shared.add(image_text(image), image.service);
    }
    add_shared("image", shared, detail_.images);
  }

  /// What comes from the cache as a whole is the image that runs, and its containers stay.
  bool is_built_from_cache(const classify::ServicePlan& service) const {
    using Kind = classify::ServiceCause::Kind;
    const bool of_another = service.cause.kind == Kind::shared_image && !service.cause.names.empty();
    if (service.cause.kind != Kind::new_image && !of_another) {
      return false;
    }
    const std::string& builder = of_another ? service.cause.names.front() : service.service;
    return std::any_of(plan_.images.begin(), plan_.images.end(), [&](const classify::ImagePlan& image) {
      return image.service == builder && image.build && image.strategy == classify::Strategy::cached;
    });
  }

  void add_services() {
    Shared shared;
    for (const classify::ServicePlan& service : plan_.services) {
      const std::string cause =
          is_built_from_cache(service) ? "if the build makes another image" : cause_text(service.cause);
      const std::string order =
          service.action == classify::ServiceAction::recreate ? order_text(service.order) : std::string{};
      shared.add(fmt::format("{}{}{}", classify::name_of(service.action),
                             cause.empty() ? std::string{} : fmt::format(" ({})", cause),
                             order.empty() ? std::string{} : ", " + order),
                 service.service);
    }
    add_shared("service", shared, detail_.services);
  }

  void add_warnings() {
    const std::size_t shown = std::min(detail_.warnings, plan_.warnings.size());
    for (std::size_t i = 0; i < shown; ++i) {
      const Finding& finding = plan_.warnings[i];
      page_.row({"warning", Tint::yellow},
                fmt::format("{}: {} [{}]", place_of(finding), finding.message, finding.name));
      if (detail_.costs) {
        page_.below("cost: " + finding.cost, Tint::dim);
      }
      if (detail_.fixes) {
        std::string_view head = "fix: ";
        for (const std::string_view line : split(finding.fix, '\n')) {
          page_.fix_below(head, line, Tint::dim);
          head = "     ";
        }
      }
    }
    more("warning", shown, plan_.warnings.size());
    if (shown > 0 && !detail_.fixes) {
      page_.below("how to fix them: slipway lint, or the target deploy-lint", Tint::dim);
    }
  }

  void add_advice(const char* label_text, const std::vector<std::string>& sentences) {
    const std::size_t shown = std::min(detail_.advice, sentences.size());
    for (std::size_t i = 0; i < shown; ++i) {
      page_.row(label(label_text), sentences[i]);
    }
    more(label_text, shown, sentences.size());
  }

  void add_left_out() {
    if (plan_.left_out.empty()) {
      return;
    }
    is_short_ = is_short_ || plan_.left_out.size() > detail_.left_out;
    page_.row(
        {"left out", Tint::yellow},
        fmt::format("{}, uncommitted (--dirty deploys them): {}", count_of(plan_.left_out.size(), "file"),
                    join(path_groups(plan_.left_out, detail_.left_out), ", ")));
  }

  const Plan& plan_;
  const Detail& detail_;
  Page page_;
  bool is_short_ = false;
};

}  // namespace

std::string divergence_text(const classify::Divergence& diverged) {
  if (diverged.undecided) {
    return fmt::format(
        "the host runs release {} ({} {}, by {}); this clone's history is too short to tell if the new "
        "commit "
        "contains it: git fetch --unshallow",
        diverged.release, printable(short_id(diverged.commit)), subject_text(diverged.subject),
        printable(diverged.by));
  }
  return fmt::format(
      "the host runs release {} ({} {}, by {}), {}; a deployment takes that back", diverged.release,
      printable(short_id(diverged.commit)), subject_text(diverged.subject), printable(diverged.by),
      diverged.commits
          ? fmt::format("of which {} {} not in this commit's history", count_of(*diverged.commits, "commit"),
                        *diverged.commits == 1 ? "is" : "are")
          : std::string("a commit that this clone does not have"));
}

std::string plan_text(const Plan& plan, const PageStyle& style) {
  if (style.everything) {
    return PlanPage(plan, style, everything).build().text();
  }
  for (const Detail& detail : details) {
    Page page = PlanPage(plan, style, detail).build();
    if (page.lines() <= screen_lines) {
      return page.text();
    }
  }
  Page page = PlanPage(plan, style, details.back()).build();
  page.cut(screen_lines - 1);
  page.subtitle("all of it: slipway plan --all");
  return page.text();
}

std::string plan_summary(const Plan& plan) {
  constexpr std::size_t most_reasons = 4;
  constexpr std::size_t most_paths = 3;
  Page page({});
  page.title({{fmt::format("{} on {}: {}", plan.deployment,
                           place_name(plan.environment, plan.host, plan.of_fleet), word_of(plan).text)}});
  page.subtitle(strategy_sentence(plan));
  if (plan.diverged) {
    page.row({"careful"}, divergence_text(*plan.diverged));
  }
  const std::size_t shown = std::min(most_reasons, plan.reasons.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string text = reason_text(plan.reasons[i], most_paths);
    if (builds_no_image(plan)) {
      page.row({"because"}, text);
    } else {
      page.row({"because"}, word_of(plan.reasons[i].strategy), strategy_width, text);
    }
  }
  if (plan.reasons.size() > shown) {
    page.row({"because"}, fmt::format("and {} more reasons: deploy-plan", plan.reasons.size() - shown));
  }
  std::vector<std::string> names;
  for (const Finding& finding : plan.warnings) {
    names.push_back(fmt::format("{} ({})", finding.name, place_of(finding)));
  }
  const std::vector<std::string> named(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(3, names.size())));
  if (!names.empty()) {
    page.row({"warning"}, fmt::format("{}{}: deploy-lint", join(named, ", "),
                                      names.size() > named.size()
                                          ? fmt::format(" and {} more", names.size() - named.size())
                                          : std::string{}));
  }
  if (!plan.left_out.empty()) {
    page.row({"left out"},
             fmt::format("{}, uncommitted: deploy-plan", count_of(plan.left_out.size(), "file")));
  }
  return page.text();
}

}  // namespace slipway::report
