#include "report/metrics_report.hpp"

#include "report/release_report.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string_view>

namespace slipway::report {
namespace {

struct Label {
  std::string_view name;
  std::string value;
};

/// The value of a label: backslash, quote and newline are escaped; other control characters are shown as
/// elsewhere.
std::string label_value(std::string_view text) {
  std::string value;
  for (const char character : printable(text)) {
    if (character == '\\' || character == '"') {
      value += '\\';
    }
    value += character;
  }
  return value;
}

/// One metric with what it has for each deployment.
class Metric {
 public:
  Metric(std::string_view name, std::string_view type, std::string_view help)
      : name_(name), head_(fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help)) {}

  void add(const NamedJournal& named, double value, const std::optional<Label>& label = {}) {
    samples_ += fmt::format("{}{{deployment=\"{}\",environment=\"{}\"", name_, label_value(named.deployment),
                            label_value(named.environment));
    if (!named.host.empty()) {
      samples_ += fmt::format(",host=\"{}\"", label_value(named.host));
    }
    if (label) {
      samples_ += fmt::format(",{}=\"{}\"", label->name, label_value(label->value));
    }
    samples_ += fmt::format("}} {}\n", value);
  }
  void add(const NamedJournal& named, const std::optional<double>& value) {
    if (value) {
      add(named, *value);
    }
  }
  /// Nothing if there is no sample.
  std::string text() const { return samples_.empty() ? std::string{} : head_ + samples_; }

 private:
  std::string_view name_;
  std::string head_;
  std::string samples_;
};

std::optional<double> moment_of(const deploy::Release* release, std::int64_t now) {
  if (release == nullptr || is_finished_unknown(*release, now)) {
    return {};
  }
  const auto seconds = parse_utc(release->finished);
  return seconds ? std::optional(static_cast<double>(*seconds)) : std::nullopt;
}

std::optional<double> number_of_bytes(const std::optional<std::uint64_t>& bytes) {
  return bytes ? std::optional(static_cast<double>(*bytes)) : std::nullopt;
}

struct Metrics {
  Metric releases{"slipway_releases_total", "counter", "Attempts in the journal, by outcome."};
  Metric failures{"slipway_failures_since_deployed", "gauge",
                  "Attempts since the release that runs was deployed, all of which ended otherwise."};
  Metric last_healthy{"slipway_last_attempt_healthy", "gauge",
                      "1 if the newest attempt was deployed, otherwise 0."};
  Metric last_time{"slipway_last_attempt_timestamp_seconds", "gauge", "When the newest attempt ended."};
  Metric deployed{"slipway_deployed_release", "gauge", "Number of the release that runs."};
  Metric deployed_time{"slipway_deployed_timestamp_seconds", "gauge",
                       "When the release that runs was deployed."};
  Metric step_seconds{"slipway_step_seconds_total", "counter",
                      "What the steps of all attempts took, by step."};
  Metric last_steps{"slipway_last_step_seconds", "gauge",
                    "What the steps of the newest attempt took, by step."};
  Metric outage{"slipway_outage_seconds", "gauge",
                "How long services were down when the release that runs was switched to."};
  Metric until_healthy{"slipway_until_healthy_seconds", "gauge",
                       "From the end of the old containers until the release that runs counted as healthy."};
  Metric sent{"slipway_sent_bytes", "gauge", "What was sent for the release that runs."};
  Metric images{"slipway_image_bytes", "gauge", "Size of the images of the release that runs."};
  Metric seen{"slipway_seen_timestamp_seconds", "gauge", "When the host was last looked at from this clone."};

  void add(const NamedJournal& named, std::int64_t now) {
    if (named.seen) {
      seen.add(named, static_cast<double>(named.seen->time));
    }
    const auto& entries = named.journal.entries;
    if (entries.empty()) {
      return;
    }
    std::map<std::string, double> outcomes;
    std::map<std::string, double> steps;
    for (const deploy::Release& release : entries) {
      ++outcomes[release.outcome];
      for (const auto& [step, seconds] : release.seconds) {
        steps[step] += seconds;
      }
    }
    for (const auto& [outcome, count] : outcomes) {
      releases.add(named, count, Label{"outcome", outcome});
    }
    for (const auto& [step, seconds] : steps) {
      step_seconds.add(named, seconds, Label{"step", step});
    }
    for (const auto& [step, seconds] : entries.front().seconds) {
      last_steps.add(named, seconds, Label{"step", step});
    }
    last_healthy.add(named, entries.front().healthy() ? 1 : 0);
    last_time.add(named, moment_of(&entries.front(), now));
    add_deployed(named, now);
  }

  void add_deployed(const NamedJournal& named, std::int64_t now) {
    double failed = 0;
    for (const deploy::Release& release : named.journal.entries) {
      if (release.entry == named.journal.deployed) {
        deployed.add(named, static_cast<double>(release.number));
        deployed_time.add(named, moment_of(&release, now));
        outage.add(named, release.outage);
        until_healthy.add(named, release.until_healthy);
        sent.add(named, number_of_bytes(release.bytes_sent));
        images.add(named, number_of_bytes(release.image_bytes()));
        break;
      }
      ++failed;
    }
    failures.add(named, failed);
  }
};

}  // namespace

std::string metrics_text(const std::vector<NamedJournal>& journals, std::int64_t now) {
  Metrics metrics;
  for (const NamedJournal& named : journals) {
    metrics.add(named, now);
  }
  std::string text;
  for (const Metric* metric :
       {&metrics.releases, &metrics.failures, &metrics.last_healthy, &metrics.last_time, &metrics.deployed,
        &metrics.deployed_time, &metrics.step_seconds, &metrics.last_steps, &metrics.outage,
        &metrics.until_healthy, &metrics.sent, &metrics.images, &metrics.seen}) {
    text += metric->text();
  }
  return text;
}

}  // namespace slipway::report
