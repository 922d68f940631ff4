#pragma once

#include "classify/plan.hpp"

#include <string>

namespace slipway::report {

/// A plan that has some of everything.
inline classify::Plan incremental_plan() {
  using classify::ServiceAction;
  using classify::Strategy;
  classify::Plan plan;
  plan.deployment = "hey-orac";
  plan.environment = "pi";
  plan.host = "pi";
  plan.strategy = plan.computed = Strategy::incremental;
  plan.from = classify::DeployedRelease{4, std::string(40, 'a'), "Before", 0};
  plan.to = {std::string(40, 'b'), "After\x1b[2J", "main", false};
  plan.reasons = {{Strategy::incremental,
                   classify::ReasonCode::step_source,
                   "enters [5/6] COPY src src",
                   {"src/a.py", "src/b\n.py"}},
                  {Strategy::cached, classify::ReasonCode::ignored, "cannot reach the image", {"README.md"}}};
  classify::PathVerdict verdict;
  verdict.change.path = "src/\xff";
  verdict.ruling = std::make_shared<const classify::Ruling>(classify::Ruling{
      Strategy::incremental, classify::ReasonCode::step_source, "enters [5/6] COPY src src"});
  plan.changes.push_back(verdict);
  plan.images = {
      {"orac", Strategy::incremental, true, "4", {}, classify::StepForecast{4, 6, "[5/6] COPY src src"}},
      {"web", Strategy::none, false, "3", {}, {}}};
  plan.services = {{"orac", ServiceAction::recreate, {classify::ServiceCause::Kind::new_image}},
                   {"web", ServiceAction::keep}};
  plan.warnings = {{"volatile-argument",
                    "orac",
                    "Dockerfile",
                    3,
                    "ARG GIT_COMMIT differs",
                    "2 steps run again",
                    "use a label",
                    {"[3/6] RUN a"}}};
  plan.cheaper = {"less would do"};
  plan.notes = {"a note"};
  for (int i = 0; i < 12; ++i) {
    plan.left_out.push_back("file" + std::to_string(i));
  }
  return plan;
}

}  // namespace slipway::report
