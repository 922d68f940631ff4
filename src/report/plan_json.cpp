#include "report/plan_json.hpp"

#include "report/finding_report.hpp"
#include "report/service_words.hpp"
#include "report/verdict_report.hpp"
#include "util/json.hpp"

namespace slipway::report {

using classify::Plan;

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
  document["diverged"] = nullptr;
  if (plan.diverged) {
    document["diverged"] = {
        {"release", plan.diverged->release},
        {"commit", plan.diverged->commit},
        {"by", plan.diverged->by},
        {"commits", plan.diverged->commits ? Json(*plan.diverged->commits) : Json(nullptr)},
        {"undecided", plan.diverged->undecided}};
    put_bytes(document["diverged"], "subject", plan.diverged->subject);
  }
  document["reasons"] = Json::array();
  for (const classify::Reason& reason : plan.reasons) {
    document["reasons"].push_back(reason_json(reason));
  }
  document["changes"] = changes_json(plan.changes);
  document["images"] = Json::array();
  for (const classify::ImagePlan& image : plan.images) {
    Json entry{{"service", image.service},
               {"strategy", classify::name_of(image.strategy)},
               {"build", image.build},
               {"built_by", image.base},
               {"built_on", image.built_on}};
    if (image.steps) {
      entry["steps"] = {{"reused", image.steps->reused},
                        {"total", image.steps->total},
                        {"first", image.steps->first},
                        {"undecided", image.steps->undecided}};
    }
    document["images"].push_back(std::move(entry));
  }
  document["services"] = Json::array();
  for (const classify::ServicePlan& service : plan.services) {
    Json entry{{"service", service.service},
               {"action", classify::name_of(service.action)},
               {"cause", cause_text(service.cause)},
               {"cause_code", cause_code(service.cause)},
               {"refresh", classify::name_of(service.refresh)},
               {"order", service.order.why == classify::StartOrder::Why::none ? ""
                         : service.order.starts_first()                       ? "start-first"
                                                                              : "stop-first"},
               {"order_code", order_code(service.order)}};
    put_bytes(entry, "cause_names", service.cause.names);
    document["services"].push_back(std::move(entry));
  }
  document["artifacts"] = Json::array();
  for (const classify::PlannedArtifact& artifact : plan.artifacts) {
    Json entry{{"origin", artifact.origin},
               {"bytes", artifact.bytes},
               {"sha256", artifact.sha256},
               {"changed", artifact.is_changed}};
    put_bytes(entry, "path", artifact.path);
    document["artifacts"].push_back(std::move(entry));
  }
  put_bytes(document, "pending_artifacts", plan.pending_artifacts);
  document["files_alone"] = plan.files_alone;
  document["asks_compose"] = plan.asks_compose;
  document["stale"] = plan.stale;
  document["warnings"] = Json::array();
  for (const classify::Finding& warning : plan.warnings) {
    document["warnings"].push_back(finding_json(warning));
  }
  document["cheaper"] = plan.cheaper;
  document["cost"] = nullptr;
  if (plan.cost) {
    document["cost"] = {{"seconds", plan.cost->seconds}, {"low", plan.cost->low},
                        {"high", plan.cost->high},       {"bytes", plan.cost->bytes},
                        {"steps", Json::object()},       {"releases", plan.cost->releases},
                        {"like", plan.cost->like},       {"guess", plan.cost->guess}};
    for (const auto& step : plan.cost->steps) {
      document["cost"]["steps"][step.name] = step.seconds;
    }
  }
  document["notes"] = plan.notes;
  put_bytes(document, "left_out", plan.left_out);
  document["not_asked"] = plan.not_asked;
  document["configure_depends"] = configure_depends;
  return json_text(document);
}

}  // namespace slipway::report
