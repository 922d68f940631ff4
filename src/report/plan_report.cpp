#include "report/plan_report.hpp"

#include "report/verdict_report.hpp"
#include "util/json.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::report {
namespace {

using classify::Plan;
using classify::Strategy;

constexpr std::size_t most_left_out = 10;

std::string short_id(const std::string& commit) {
  return commit.substr(0, 12);
}

/// What the strategy means for this deployment.
std::string strategy_sentence(const Plan& plan) {
  const auto built = static_cast<std::size_t>(
      std::count_if(plan.images.begin(), plan.images.end(), [](const auto& image) { return image.build; }));
  const std::string images = count_of(built, "image");
  const std::string no_build = "no image changes: the builder is not called";
  switch (plan.strategy) {
    case Strategy::full:
      return built == 0 ? no_build : fmt::format("build {} from nothing (--no-cache)", images);
    case Strategy::incremental:
      return built == 0 ? "no image to build"
                        : fmt::format("build {}, reusing the layers before the change", images);
    case Strategy::cached:
      return built == 0 ? no_build : fmt::format("build {}, reusing every layer that can be", images);
    case Strategy::none:
      break;
  }
  return "nothing to deploy: the host runs this tree";
}

std::string commit_line(const classify::TargetCommit& to) {
  std::string line = fmt::format("{} {}", short_id(to.commit), printable(to.subject));
  if (!to.branch.empty()) {
    line += fmt::format(" ({})", printable(to.branch));
  }
  return line;
}

void add_images(std::string& text, const Plan& plan) {
  for (const classify::ImagePlan& image : plan.images) {
    if (!image.build) {
      text +=
          fmt::format("  image    {}: stays{}\n", image.service,
                      image.base.empty() ? std::string{} : fmt::format(", built by release {}", image.base));
      continue;
    }
    text += fmt::format("  image    {}: {}", image.service, classify::name_of(image.strategy));
    if (image.steps && image.strategy != Strategy::full) {
      text += fmt::format(", {} of {} steps reused", image.steps->reused, image.steps->total);
      if (!image.steps->first.empty()) {
        text += fmt::format(", first to run again: {}", printable(image.steps->first));
      }
    }
    text += '\n';
  }
}

void add_services(std::string& text, const Plan& plan) {
  for (const classify::ServicePlan& service : plan.services) {
    text +=
        fmt::format("  service  {}: {}{}\n", service.service, classify::name_of(service.action),
                    service.cause.empty() ? std::string{} : fmt::format(" ({})", printable(service.cause)));
  }
}

}  // namespace

std::string plan_text(const Plan& plan) {
  std::string text =
      fmt::format("{} on {}: {}\n", plan.deployment, plan.environment, classify::name_of(plan.strategy));
  text += fmt::format("  {}\n", strategy_sentence(plan));
  text += fmt::format("  deploy   {}\n", commit_line(plan.to));
  if (plan.from) {
    text += fmt::format("  running  release {}: {} {}\n", plan.from->number,
                        short_id(plan.from->source_commit), printable(plan.from->subject));
  }
  if (plan.forced) {
    text += fmt::format("  forced   the changes ask for {}\n", classify::name_of(plan.computed));
    for (const std::string& stale : plan.stale) {
      text += fmt::format("  stale?   {}\n", printable(stale));
    }
  }
  for (const classify::Reason& reason : plan.reasons) {
    text +=
        fmt::format("  because  {:<11} {}{}\n", classify::name_of(reason.strategy), printable(reason.text),
                    reason.paths.empty() ? std::string{} : ": " + some_paths(reason.paths));
  }
  if (plan.strategy != Strategy::none) {
    add_images(text, plan);
    add_services(text, plan);
  }
  for (const classify::PlanWarning& warning : plan.warnings) {
    text += fmt::format("  warning  {}:{}: {} [{}]\n           fix: {}\n", printable(warning.file),
                        warning.line, printable(warning.message), warning.name, printable(warning.fix));
  }
  for (const std::string& note : plan.notes) {
    text += fmt::format("  note     {}\n", printable(note));
  }
  if (!plan.left_out.empty()) {
    text += fmt::format("  left out {} uncommitted (deploy them with --dirty):\n",
                        count_of(plan.left_out.size(), "file"));
    for (std::size_t i = 0; i < std::min(plan.left_out.size(), most_left_out); ++i) {
      text += fmt::format("             {}\n", printable(plan.left_out[i]));
    }
    if (plan.left_out.size() > most_left_out) {
      text += fmt::format("             and {} more: git status\n", plan.left_out.size() - most_left_out);
    }
  }
  return text;
}

std::string plan_json(const Plan& plan, const std::vector<std::string>& configure_depends) {
  Json document;
  document["schema"] = 1;
  document["deployment"] = plan.deployment;
  document["environment"] = plan.environment;
  document["host"] = plan.host;
  document["strategy"] = classify::name_of(plan.strategy);
  document["computed_strategy"] = classify::name_of(plan.computed);
  document["forced"] = plan.forced;
  document["release"] = {{"commit", plan.to.commit}, {"branch", plan.to.branch}, {"dirty", plan.to.dirty}};
  put_bytes(document["release"], "subject", plan.to.subject);
  if (plan.from) {
    document["deployed"] = {{"release", plan.from->number}, {"commit", plan.from->source_commit}};
    put_bytes(document["deployed"], "subject", plan.from->subject);
  } else {
    document["deployed"] = nullptr;
  }
  document["reasons"] = Json::array();
  for (const classify::Reason& reason : plan.reasons) {
    document["reasons"].push_back(reason_json(reason));
  }
  document["changes"] = Json::array();
  for (const classify::PathVerdict& path : plan.changes) {
    Json entry;
    put_bytes(entry, "path", path.change.path);
    entry["change"] = classify::name_of(path.change.kind);
    entry["strategy"] = classify::name_of(path.strategy);
    entry["code"] = path.code;
    entry["cause"] = path.cause;
    document["changes"].push_back(std::move(entry));
  }
  document["images"] = Json::array();
  for (const classify::ImagePlan& image : plan.images) {
    Json entry{{"service", image.service},
               {"strategy", classify::name_of(image.strategy)},
               {"build", image.build},
               {"built_by", image.base}};
    if (image.steps) {
      entry["steps"] = {
          {"reused", image.steps->reused}, {"total", image.steps->total}, {"first", image.steps->first}};
    }
    document["images"].push_back(std::move(entry));
  }
  document["services"] = Json::array();
  for (const classify::ServicePlan& service : plan.services) {
    document["services"].push_back({{"service", service.service},
                                    {"action", classify::name_of(service.action)},
                                    {"cause", service.cause}});
  }
  document["stale"] = plan.stale;
  document["warnings"] = Json::array();
  for (const classify::PlanWarning& warning : plan.warnings) {
    document["warnings"].push_back({{"name", warning.name},
                                    {"file", warning.file},
                                    {"line", warning.line},
                                    {"message", warning.message},
                                    {"fix", warning.fix}});
  }
  document["notes"] = plan.notes;
  put_bytes(document, "left_out", plan.left_out);
  document["configure_depends"] = configure_depends;
  return json_text(document);
}

}  // namespace slipway::report
