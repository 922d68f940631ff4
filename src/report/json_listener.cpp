#include "report/json_listener.hpp"

#include "deploy/deployment.hpp"
#include "report/plan_json.hpp"
#include "report/run_words.hpp"
#include "util/time.hpp"

namespace slipway::report {

Json JsonListener::event(std::string_view name) const {
  return {{"schema", 1}, {"event", name}, {"time", utc_text(now_())}};
}

void JsonListener::tell(const Json& event) {
  sink_(event.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void JsonListener::plan(const classify::Plan& plan) {
  Json told = event("plan");
  told["plan"] = Json::parse(plan_json(plan, {}));
  tell(told);
}

void JsonListener::note(std::string_view text) {
  Json told = event("note");
  put_bytes(told, "text", text);
  tell(told);
}

void JsonListener::step(std::string_view name) {
  build_ = {};
  Json told = event("step");
  told["step"] = name;
  tell(told);
}

void JsonListener::step_done(std::string_view name, double seconds) {
  Json told = event("step-done");
  told["step"] = name;
  told["seconds"] = seconds;
  tell(told);
}

void JsonListener::output(std::string_view line) {
  Json told = event("output");
  put_bytes(told, "line", line);
  tell(told);
  if (build_.take(line) && !build_.current().empty()) {
    Json progress = event("build-step");
    put_bytes(progress, "title", build_.current());
    progress["number"] = build_.number();
    progress["total"] = build_.total();
    progress["cached"] = build_.cached();
    tell(progress);
  }
}

void JsonListener::health(std::string_view state) {
  Json told = event("health");
  told["state"] = state.substr(0, state.find(' '));
  told["services"] = Json::object();
  for (const auto& [service, said] : services_in(state)) {
    told["services"][service] = said;
  }
  tell(told);
}

void JsonListener::image(std::string_view service) {
  build_ = {};
  Json told = event("image");
  told["service"] = service;
  tell(told);
}

void JsonListener::transfer(const deploy::Transfer& transfer) {
  Json told = event("transfer");
  told["what"] = transfer.what;
  told["percent"] = transfer.percent;
  told["bytes"] = transfer.bytes ? Json(*transfer.bytes) : Json(nullptr);
  tell(told);
}

void JsonListener::failure_log(std::string_view service) {
  Json told = event("failure-log");
  told["service"] = service;
  tell(told);
}

void JsonListener::failure_log_end() {
  tell(event("failure-log-end"));
}

void JsonListener::job(std::string_view service) {
  Json told = event("job");
  told["service"] = service;
  tell(told);
}

void JsonListener::job_end() {
  tell(event("job-end"));
}

void JsonListener::end(const deploy::DeployResult& result) {
  Json told = event("end");
  told["code"] = static_cast<int>(result.code);
  told["outcome"] = result.outcome ? name_of(*result.outcome) : "nothing-to-do";
  told["release"] = result.nothing_to_do ? Json(nullptr) : Json(result.release);
  told["reason"] = result.reason;
  told["seconds"] = result.seconds;
  told["probation"] = result.probation;
  tell(told);
}

void JsonListener::end(const Error& error) {
  Json told = event("end");
  told["code"] = static_cast<int>(error.code);
  told["outcome"] = "error";
  told["error"] = error.what;
  told["because"] = error.because;
  told["fix"] = error.fix;
  // The names that these parts had before.
  told["expected"] = error.what;
  told["found"] = error.because;
  told["next"] = error.fix;
  tell(told);
}

}  // namespace slipway::report
