#include "report/history_report.hpp"

#include "util/json.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::report {
namespace {

double total_seconds(const deploy::Release& release) {
  double total = 0;
  for (const auto& [step, seconds] : release.seconds) {
    total += seconds;
  }
  return total;
}

std::string one_line(const deploy::Release& release, bool is_deployed) {
  std::string line =
      fmt::format("{} {:>4}  {:<20}  {:<11}  {:<11}  {:>9}  {} {}", is_deployed ? "*" : " ", release.number,
                  printable(release.finished), printable(release.outcome), printable(release.strategy),
                  duration_text(total_seconds(release)), printable(release.source_commit.substr(0, 12)),
                  printable(release.source_subject));
  if (release.restores) {
    line += fmt::format(" (release {} again)", *release.restores);
  }
  if (!release.reason.empty()) {
    line += fmt::format("\n        {}", printable(release.reason));
  }
  return line + "\n";
}

}  // namespace

std::string history_text(const deploy::Journal& journal, std::size_t most) {
  if (journal.entries.empty()) {
    return "nothing has been deployed from this clone yet\n";
  }
  std::string text = fmt::format("  {:>4}  {:<20}  {:<11}  {:<11}  {:>9}  {}\n", "rel.", "finished",
                                 "outcome", "strategy", "took", "commit");
  for (std::size_t i = 0; i < std::min(most, journal.entries.size()); ++i) {
    text += one_line(journal.entries[i], journal.entries[i].entry == journal.deployed);
  }
  return text;
}

std::string history_json(const deploy::Journal& journal, std::size_t most) {
  Json document;
  document["schema"] = 1;
  document["releases"] = Json::array();
  for (std::size_t i = 0; i < std::min(most, journal.entries.size()); ++i) {
    const deploy::Release& release = journal.entries[i];
    Json entry{{"release", release.number},
               {"entry", release.entry},
               {"tree", release.tree},
               {"deployed", release.entry == journal.deployed},
               {"outcome", release.outcome},
               {"reason", release.reason},
               {"strategy", release.strategy},
               {"commit", release.source_commit},
               {"branch", release.source_branch},
               {"by", release.deployed_by},
               {"started", release.started},
               {"finished", release.finished}};
    put_bytes(entry, "subject", release.source_subject);
    entry["restores"] = release.restores ? Json(*release.restores) : Json(nullptr);
    entry["seconds"] = release.seconds;
    entry["images"] = Json::array();
    for (const deploy::ReleaseImage& image : release.images) {
      entry["images"].push_back(
          {{"service", image.service}, {"id", image.id}, {"tag", image.tag}, {"built_by", image.built_by}});
    }
    document["releases"].push_back(std::move(entry));
  }
  return json_text(document);
}

}  // namespace slipway::report
