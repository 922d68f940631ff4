#include "report/doctor_report.hpp"

#include "report/page/statistics.hpp"
#include "util/json.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::report {
namespace {

using deploy::Diagnosis;
using deploy::DiagnosisSeverity;
using deploy::Symptom;

/// How long builds took, by strategy, of the releases that built an image on the one machine or the other.
std::string build_times(const deploy::Journal& journal, bool here) {
  std::string text;
  for (const std::string strategy : {"full", "incremental", "cached"}) {
    std::vector<double> seconds;
    for (const deploy::Release& release : journal.entries) {
      const auto took = release.builder_seconds();
      if (release.healthy() && release.strategy == strategy && took && release.built_here() == here) {
        seconds.push_back(*took);
      }
    }
    if (!seconds.empty()) {
      text += fmt::format("\n                             {:<11} {:>10}, {}", strategy,
                          duration_text(median(seconds).value_or(0)),
                          seconds.size() == 1
                              ? std::string("in 1 release")
                              : fmt::format("the median of {}", count_of(seconds.size(), "release")));
    }
  }
  if (text.empty()) {
    return text;
  }
  return fmt::format("\n                           builds on {} took:{}", here ? "this machine" : "the host",
                     text);
}

/// What to ask if the checks find nothing, or not everything.
std::string questions(Symptom symptom, const deploy::Journal& journal) {
  switch (symptom) {
    case Symptom::build_too_long:
      return R"(What else makes builds long:
  slipway plan             the strategy, and which changed file needs it; which steps run again
  slipway layers           which step each file enters: dependencies belong before sources
  slipway lint             traps in Dockerfile and .dockerignore, each with its cost
  slipway history          how long builds took before)" +
             build_times(journal, false) + build_times(journal, true) + "\n";
    case Symptom::build_fails:
      return R"(What else makes builds fail:
  slipway logs --run <n>   the builder's whole output of release n
  slipway deploy --strategy full
                           builds from scratch: helps if a cached layer is broken
  no space left            docker system df, on the host
  no network in the build  ssh <host> 'docker run --rm <image> getent hosts deb.debian.org'
)";
    case Symptom::container_wont_start:
      break;
  }
  return R"(What else keeps containers from starting:
  slipway logs <service>   its log; slipway logs --run <n> for a release that failed
  slipway exec <service> -- sh
                           opens a shell in it, if it runs
  slipway diff             what changed since it last worked
  slipway rollback         puts the release before back, with its images and files
)";
}

std::string indented(std::string_view text) {
  std::string result;
  for (const char character : text) {
    result += character;
    if (character == '\n') {
      result += "           ";
    }
  }
  return result;
}

std::string one(const Diagnosis& diagnosis) {
  std::string text = fmt::format("{:<8} {}: {}\n", deploy::name_of(diagnosis.severity), diagnosis.name,
                                 indented(printable_lines(diagnosis.what)));
  if (!diagnosis.why.empty()) {
    text += fmt::format("    why    {}\n", indented(printable_lines(diagnosis.why)));
  }
  if (!diagnosis.fix.empty()) {
    text += fmt::format("    fix    {}\n", indented(printable_lines(diagnosis.fix)));
  }
  return text;
}

std::size_t count(const std::vector<Diagnosis>& found, DiagnosisSeverity severity) {
  return static_cast<std::size_t>(std::count_if(found.begin(), found.end(), [&](const Diagnosis& diagnosis) {
    return diagnosis.severity == severity;
  }));
}

std::string summary(const std::vector<Diagnosis>& found) {
  return fmt::format("{}, {}, {}, {} fine\n", count_of(count(found, DiagnosisSeverity::problem), "problem"),
                     count_of(count(found, DiagnosisSeverity::warning), "warning"),
                     count_of(count(found, DiagnosisSeverity::hint), "hint"),
                     count(found, DiagnosisSeverity::fine));
}

}  // namespace

deploy::DiagnosisSeverity worst(const std::vector<Diagnosis>& found) {
  DiagnosisSeverity severity = DiagnosisSeverity::fine;
  for (const Diagnosis& diagnosis : found) {
    severity = std::max(severity, diagnosis.severity);
  }
  return severity;
}

std::vector<Diagnosis> behind(const std::vector<Diagnosis>& found, std::optional<Symptom> symptom) {
  std::vector<Diagnosis> result;
  std::copy_if(found.begin(), found.end(), std::back_inserter(result), [&](const Diagnosis& diagnosis) {
    // A problem keeps everything from working, whatever the symptom.
    return !symptom || diagnosis.severity == DiagnosisSeverity::problem ||
           std::find(diagnosis.symptoms.begin(), diagnosis.symptoms.end(), *symptom) !=
               diagnosis.symptoms.end();
  });
  return result;
}

std::string doctor_text(const std::vector<Diagnosis>& found, std::optional<Symptom> symptom, bool everything,
                        const deploy::Journal& journal) {
  std::vector<Diagnosis> shown = behind(found, symptom);
  std::stable_sort(shown.begin(), shown.end(), [](const Diagnosis& one, const Diagnosis& other) {
    return one.severity > other.severity;
  });
  std::string text;
  for (const Diagnosis& diagnosis : shown) {
    if (diagnosis.severity != DiagnosisSeverity::fine || everything) {
      text += one(diagnosis);
    }
  }
  text += summary(found);
  return symptom ? text + questions(*symptom, journal) : text;
}

std::string doctor_json(const std::vector<Diagnosis>& found, std::optional<Symptom> symptom) {
  Json document;
  document["schema"] = 1;
  document["worst"] = deploy::name_of(worst(found));
  document["findings"] = Json::array();
  for (const Diagnosis& diagnosis : behind(found, symptom)) {
    document["findings"].push_back({{"severity", deploy::name_of(diagnosis.severity)},
                                    {"name", diagnosis.name},
                                    {"what", diagnosis.what},
                                    {"why", diagnosis.why},
                                    {"fix", diagnosis.fix},
                                    {"symptoms", deploy::names_of(diagnosis.symptoms)}});
  }
  return json_text(document);
}

}  // namespace slipway::report
