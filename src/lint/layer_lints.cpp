#include "lint/layer_lints.hpp"

#include "image/dockerfile/dockerfile_directives.hpp"
#include "image/predict/path_reach.hpp"
#include "image/predict/volatile_arguments.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::lint {
namespace {

using classify::Finding;
using image::BuildStep;

Result<void> add_volatile_arguments(std::vector<Finding>& findings, const image::ImageModel& model) {
  SLIPWAY_TRY_ASSIGN(const auto arguments, image::volatile_arguments(model));
  for (const image::VolatileArgument& argument : arguments) {
    // One that nobody passes has its default with every build.
    if (!model.source().options.arguments.contains(argument.name)) {
      continue;
    }
    std::vector<std::string> steps;
    for (const std::size_t step : argument.steps) {
      steps.push_back(model.steps()[step].name);
    }
    const auto ran = static_cast<std::size_t>(
        std::count_if(argument.steps.begin(), argument.steps.end(),
                      [&](std::size_t step) { return model.steps()[step].is_counted(); }));
    const auto total = static_cast<std::size_t>(std::count_if(
        model.steps().begin(), model.steps().end(), [](const BuildStep& step) { return step.is_counted(); }));
    const std::string cost = fmt::format("{} of {} {} again each time: {}", ran, count_of(total, "step"),
                                         ran == 1 ? "runs" : "run", named_steps(steps));
    findings.push_back({"volatile-argument",
                        {},
                        model.dockerfile(),
                        argument.line,
                        fmt::format("ARG {} has another value with every build", argument.name),
                        cost,
                        "declare it after the expensive steps, or not at all: Slipway stamps the commit as a "
                        "label",
                        std::move(steps)});
  }
  return {};
}

Result<void> add_late_installs(std::vector<Finding>& findings, const image::ImageModel& model) {
  SLIPWAY_TRY_ASSIGN(const image::ReachIndex index, image::ReachIndex::of(model));
  for (const image::InstallAfterSource& trap : index.installs_after_source()) {
    const BuildStep& install = model.steps()[trap.install];
    findings.push_back(
        {"install-after-source",
         {},
         model.dockerfile(),
         install.line,
         fmt::format("{} runs after {} has copied the sources", trap.command, model.steps()[trap.copy].name),
         "every edit of a source installs all dependencies again",
         "copy the dependency manifest first, install, and then copy the sources",
         {install.name}});
  }
  return {};
}

void add_latest_bases(std::vector<Finding>& findings, const image::ImageModel& model,
                      const std::vector<std::string>& own_images) {
  for (const BuildStep& step : model.steps()) {
    if (step.kind != BuildStep::Kind::base_image) {
      continue;
    }
    // The reference is followed by the platform.
    const std::string reference = step.parent.reference.substr(0, step.parent.reference.find(' '));
    const bool is_own = std::find(own_images.begin(), own_images.end(), reference) != own_images.end();
    if (means_latest(reference) && !is_own) {
      findings.push_back({"latest-tag",
                          {},
                          model.dockerfile(),
                          step.line,
                          fmt::format("the base image is {}", reference),
                          "what it means changes without a commit: a full build can bring another version, "
                          "and nothing tells which one runs",
                          "name a version, such as python:3.11-slim, or pin a digest (@sha256:…)",
                          {step.name}});
    }
  }
}

}  // namespace

bool means_latest(std::string_view reference) {
  return reference.ends_with(":latest") && reference.find('@') == std::string_view::npos;
}

std::string short_step(const std::string& step) {
  constexpr std::size_t most = 60;
  std::string text;
  for (const char character : step) {
    const bool is_blank = character == ' ' || character == '\t' || character == '\n' || character == '\r';
    if (!is_blank) {
      text += character;
    } else if (!text.empty() && text.back() != ' ') {
      text += ' ';
    }
  }
  if (text.size() <= most) {
    return text;
  }
  std::size_t end = most;
  while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;  // Not into the middle of a character.
  }
  return text.substr(0, end) + "…";
}

std::string named_steps(const std::vector<std::string>& steps) {
  constexpr std::size_t most = 3;
  std::vector<std::string> named;
  for (std::size_t index = 0; index < std::min(most, steps.size()); ++index) {
    named.push_back(short_step(steps[index]));
  }
  return steps.size() > most ? fmt::format("{} and {} more", join(named, ", "), steps.size() - most)
                             : join(named, ", ");
}

Result<std::vector<Finding>> layer_lints(const image::ImageModel& model,
                                         const std::vector<std::string>& own_images) {
  std::vector<Finding> findings;
  SLIPWAY_TRY(add_volatile_arguments(findings, model));
  SLIPWAY_TRY(add_late_installs(findings, model));
  add_latest_bases(findings, model, own_images);
  for (const std::string& reservation : model.reservations()) {
    // The last one is about the front end.
    if (&reservation == &model.reservations().back() && image::detect_syntax(model.dockerfile_text()) &&
        !model.has_foreign_front_end()) {
      continue;
    }
    findings.push_back({"conservative",
                        {},
                        model.dockerfile(),
                        1,
                        reservation,
                        "the plan assumes more work if it cannot be certain",
                        "nothing has to be done",
                        {}});
  }
  return findings;
}

}  // namespace slipway::lint
