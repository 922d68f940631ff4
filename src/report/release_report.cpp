#include "report/release_report.hpp"

#include "report/row_text.hpp"
#include "report/verdict_report.hpp"
#include "util/columns.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

namespace slipway::report {
namespace {

/// In the order in which a run takes them; others, of a newer Slipway, after them.
std::string step_seconds_text(const deploy::Release& release) {
  std::vector<std::string> parts;
  const std::vector<std::string> order{"ship",   "stage",  "build",   "tests",
                                       "switch", "health", "restore", "tidy"};
  for (const std::string& step : order) {
    if (const auto found = release.seconds.find(step); found != release.seconds.end()) {
      parts.push_back(fmt::format("{} {}", step, duration_text(found->second)));
    }
  }
  for (const auto& [step, seconds] : release.seconds) {
    if (std::find(order.begin(), order.end(), step) == order.end()) {
      parts.push_back(fmt::format("{} {}", printable(step), duration_text(seconds)));
    }
  }
  if (release.outage) {
    parts.push_back("outage " + duration_text(*release.outage));
  }
  if (release.until_healthy) {
    parts.push_back("until healthy " + duration_text(*release.until_healthy));
  }
  return join(parts, ", ");
}

std::string strategy_text(const deploy::Release& release) {
  std::string text = printable(strategy_word(release));
  if (release.restores) {
    text += fmt::format(" (release {} again)", *release.restores);
  }
  if (!release.asked_strategy.empty() && release.asked_strategy != release.strategy &&
      !release.builds_no_image) {
    text += fmt::format(" (the changes asked for {})", printable(release.asked_strategy));
  }
  return release.builder.empty() || release.builds_no_image ? text : text + ", " + printable(release.builder);
}

std::string release_image_text(const deploy::ReleaseImage& image) {
  std::string text = printable(image.service);
  if (!image.id.empty()) {
    text += fmt::format(": {}, built by release {}", printable(image.id.substr(0, 19)), image.built_by);
  }
  if (image.bytes) {
    text += ", " + bytes_text(*image.bytes);
  }
  return image.tag.empty() ? text : text + ", " + printable(image.tag);
}

/// "web 3 of 4 steps reused, worker 0 of 2 steps reused"
std::string built_steps_text(const deploy::Release& release) {
  std::vector<std::string> parts;
  for (const auto& [service, count] : release.steps) {
    parts.push_back(
        fmt::format("{} {} of {} reused", printable(service), count.reused, count_of(count.total, "step")));
  }
  return join(parts, ", ");
}

std::string artifact_text(const deploy::Artifact& artifact) {
  return fmt::format("{}: {}, {}, {}", printable(artifact.path), bytes_text(artifact.bytes),
                     printable(artifact.origin), printable(artifact.sha256.substr(0, 12)));
}

}  // namespace

std::string_view strategy_word(const deploy::Release& release) {
  return release.builds_no_image && !release.restores ? no_build_word : std::string_view(release.strategy);
}

std::string artifact_build_text(const deploy::ArtifactBuild& build) {
  std::vector<std::string> parts;
  for (const std::string& part : {build.build_type, build.compilers, build.processor, build.toolchain_file}) {
    if (!part.empty()) {
      parts.push_back(printable(part));
    }
  }
  if (build.changed) {
    parts.emplace_back("with changes that no commit has");
  }
  return join(parts, ", ");
}

void put_artifacts(Json& release, const deploy::Release& of) {
  release["artifacts"] = Json::array();
  for (const deploy::Artifact& artifact : of.artifacts) {
    release["artifacts"].push_back({{"path", artifact.path},
                                    {"origin", artifact.origin},
                                    {"bytes", artifact.bytes},
                                    {"sha256", artifact.sha256}});
  }
  release["artifact_build"] = nullptr;
  if (!of.artifacts.empty()) {
    const deploy::ArtifactBuild& build = of.artifact_build;
    release["artifact_build"] = {{"build_type", build.build_type},
                                 {"toolchain_file", build.toolchain_file},
                                 {"compilers", build.compilers},
                                 {"processor", build.processor},
                                 {"changed", build.changed}};
  }
}

bool is_finished_unknown(const deploy::Release& release, std::int64_t now) {
  // The clocks of two machines are never quite the same.
  constexpr std::int64_t tolerance = 5 * 60;
  const auto then = parse_utc(release.finished);
  return then && (release.clock_was_set || *then > now + tolerance);
}

std::string ago_text(const deploy::Release& release, std::int64_t now) {
  const auto then = parse_utc(release.finished);
  if (!then) {
    return printable(release.finished);
  }
  if (is_finished_unknown(release, now)) {
    return std::string(unknown_time);
  }
  const std::string age = age_text(now - *then);
  return age == "just now" ? age : age + " ago";
}

std::string release_text(const deploy::Release& release, bool is_deployed,
                         const deploy::ReleaseComparison* changes, std::int64_t now) {
  std::string text = fmt::format("release {}: {}{}\n", release.number, printable(release.outcome),
                                 is_deployed ? ", runs" : "");
  text += row_text("reason", printable(release.reason));
  text += row_text(
      "commit", fmt::format("{} {}", printable(release.source_commit), subject_text(release.source_subject)));
  text += row_text("branch", printable(release.source_branch));
  text += row_text("by", printable(release.deployed_by));
  text += row_text("when", fmt::format("{} to {}, {}", printable(release.started),
                                       printable(release.finished), ago_text(release, now)));
  text += row_text("strategy", strategy_text(release));
  text += row_text("steps", built_steps_text(release));
  text += row_text("seconds", step_seconds_text(release));
  if (release.forecast) {
    const deploy::Release::Forecast& forecast = *release.forecast;
    text += row_text("forecast", fmt::format("{} ({} to {}); it took {}", duration_text(forecast.seconds),
                                             duration_text(forecast.low), duration_text(forecast.high),
                                             duration_text(release.total_seconds())));
  }
  text += row_text("sent", release.bytes_sent ? bytes_text(*release.bytes_sent) : std::string{});
  for (const deploy::ReleaseImage& image : release.images) {
    text += row_text("image", release_image_text(image));
  }
  for (const deploy::Artifact& artifact : release.artifacts) {
    text += row_text("artifact", artifact_text(artifact));
  }
  if (!release.artifacts.empty()) {
    text += row_text("built", artifact_build_text(release.artifact_build));
  }
  if (release.tests) {
    text += row_text("tests", count_of(*release.tests, "test") + " passed in the image");
  }
  for (const std::string& miss : release.misses()) {
    text += row_text("missed", printable(miss));
  }
  text += row_text("entry", fmt::format("{}, tree {}", release.entry, release.tree));
  if (changes == nullptr) {
    return text + row_text("files", "the first healthy release: all of its files are new");
  }
  return text + fmt::format("since release {}:\n", changes->from->number) + comparison_text(*changes);
}

Json release_json(const deploy::Release& release, bool is_deployed) {
  Json entry{{"release", release.number},
             {"entry", release.entry},
             {"tree", release.tree},
             {"deployed", is_deployed},
             {"outcome", release.outcome},
             {"reason", release.reason},
             {"strategy", release.strategy},
             {"asked_strategy", release.asked_strategy},
             {"commit", release.source_commit},
             {"branch", release.source_branch},
             {"by", release.deployed_by},
             {"started", release.started},
             {"finished", release.finished},
             {"builder", release.builder}};
  put_bytes(entry, "subject", release.source_subject);
  entry["restores"] = release.restores ? Json(*release.restores) : Json(nullptr);
  entry["seconds"] = release.seconds;
  entry["outage_seconds"] = release.outage ? Json(*release.outage) : Json(nullptr);
  entry["until_healthy_seconds"] = release.until_healthy ? Json(*release.until_healthy) : Json(nullptr);
  entry["forecast_seconds"] = release.forecast ? Json(release.forecast->seconds) : Json(nullptr);
  entry["bytes_sent"] = release.bytes_sent ? Json(*release.bytes_sent) : Json(nullptr);
  entry["misses"] = Json::array();
  for (const std::string& miss : release.misses()) {
    entry["misses"].push_back(printable(miss));
  }
  entry["steps"] = Json::array();
  for (const auto& [service, count] : release.steps) {
    entry["steps"].push_back({{"service", service}, {"reused", count.reused}, {"total", count.total}});
  }
  entry["images"] = Json::array();
  for (const deploy::ReleaseImage& image : release.images) {
    entry["images"].push_back({{"service", image.service},
                               {"id", image.id},
                               {"tag", image.tag},
                               {"built_by", image.built_by},
                               {"bytes", image.bytes ? Json(*image.bytes) : Json(nullptr)}});
  }
  put_artifacts(entry, release);
  if (release.rollout) {
    entry["rollout"] = {{"id", release.rollout->id},
                        {"wave", release.rollout->wave},
                        {"waves", release.rollout->waves},
                        {"hosts", release.rollout->hosts}};
  }
  entry["tests"] = release.tests ? Json(*release.tests) : Json(nullptr);
  return entry;
}

}  // namespace slipway::report
