#include "report/release_report.hpp"
#include "report/row_text.hpp"
#include "util/columns.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::report {
namespace {

constexpr std::size_t most_files = 20;

std::string_view name_of(compose::ServiceAction action) {
  switch (action) {
    case compose::ServiceAction::keep:
      return "keep";
    case compose::ServiceAction::restart:
      return "restart";
    case compose::ServiceAction::recreate:
      return "recreate";
    case compose::ServiceAction::add:
      return "add";
    case compose::ServiceAction::remove:
      break;
  }
  return "remove";
}

char letter_of(classify::ChangeKind kind) {
  switch (kind) {
    case classify::ChangeKind::added:
      return 'A';
    case classify::ChangeKind::deleted:
      return 'D';
    case classify::ChangeKind::modified:
      return 'M';
    case classify::ChangeKind::mode:
      return 'm';
    case classify::ChangeKind::attributes:
      return 'a';
    case classify::ChangeKind::type:
      break;
  }
  return 'T';
}

/// The images of either release, side by side.
struct ImagePair {
  std::string service;
  const deploy::ReleaseImage* before = nullptr;
  const deploy::ReleaseImage* after = nullptr;
  bool same() const { return before != nullptr && after != nullptr && before->id == after->id; }
};

std::vector<ImagePair> image_pairs(const deploy::ReleaseComparison& comparison) {
  std::vector<ImagePair> pairs;
  for (const deploy::ReleaseImage& image : comparison.to->images) {
    pairs.push_back({image.service, comparison.from->image(image.service), &image});
  }
  for (const deploy::ReleaseImage& image : comparison.from->images) {
    if (comparison.to->image(image.service) == nullptr) {
      pairs.push_back({image.service, &image, nullptr});
    }
  }
  return pairs;
}

std::string compared_image_text(const deploy::ReleaseImage* image) {
  if (image == nullptr) {
    return "none";
  }
  const std::string size = image->bytes ? ", " + bytes_text(*image->bytes) : std::string{};
  return fmt::format("{} (built by release {}{})", printable(image->id.substr(0, 19)), image->built_by, size);
}

std::string service_text(const compose::ServiceChange& change) {
  std::string cause;
  if (!change.keys.empty()) {
    cause = fmt::format(" ({} in the compose file)", join(change.keys, ", "));
  } else if (!change.reached.empty()) {
    cause = fmt::format(" (sees {})", printable(change.reached.front().path));
  } else if (!change.with.empty()) {
    cause = fmt::format(" (with {})", change.with);
  }
  return fmt::format("{}: {}{}", printable(change.service), name_of(change.action), printable(cause));
}

}  // namespace

std::string comparison_text(const deploy::ReleaseComparison& comparison) {
  const deploy::Release& from = *comparison.from;
  const deploy::Release& to = *comparison.to;
  std::string text =
      row_text("commit",
               from.source_commit == to.source_commit
                   ? "the same"
                   : fmt::format("{} {} -> {} {}", printable(from.source_commit.substr(0, 12)),
                                 subject_text(from.source_subject), printable(to.source_commit.substr(0, 12)),
                                 subject_text(to.source_subject)));
  text += row_text("settings", from.settings == to.settings ? "the same" : "changed");
  for (const ImagePair& pair : image_pairs(comparison)) {
    text += row_text("image", pair.same() ? fmt::format("{}: the same", printable(pair.service))
                                          : fmt::format("{}: {} -> {}", printable(pair.service),
                                                        compared_image_text(pair.before),
                                                        compared_image_text(pair.after)));
  }
  if (!comparison.services_unknown.empty()) {
    text += row_text("compose", "cannot be compared: " + printable(comparison.services_unknown));
  } else if (comparison.services.empty()) {
    text += row_text("compose", "no service affected");
  }
  for (const compose::ServiceChange& change : comparison.services) {
    text += row_text("service", service_text(change));
  }
  text +=
      row_text("files", comparison.files.empty() ? std::string("the same")
                                                 : count_of(comparison.files.size(), "file") + " changed:");
  for (std::size_t i = 0; i < std::min(comparison.files.size(), most_files); ++i) {
    text += row_text(
        "", fmt::format("{} {}", letter_of(comparison.files[i].kind), printable(comparison.files[i].path)));
  }
  if (comparison.files.size() > most_files) {
    text += row_text("", fmt::format("and {} more: slipway diff {} {} --stat",
                                     comparison.files.size() - most_files, from.number, to.number));
  }
  return text;
}

namespace {

Json comparison_json(const deploy::ReleaseComparison& comparison) {
  Json document;
  document["settings_changed"] = comparison.from->settings != comparison.to->settings;
  document["images"] = Json::array();
  for (const ImagePair& pair : image_pairs(comparison)) {
    document["images"].push_back({{"service", pair.service},
                                  {"changed", !pair.same()},
                                  {"from", pair.before == nullptr ? Json(nullptr) : Json(pair.before->id)},
                                  {"to", pair.after == nullptr ? Json(nullptr) : Json(pair.after->id)}});
  }
  document["services"] = Json::array();
  for (const compose::ServiceChange& change : comparison.services) {
    Json service{{"service", change.service}, {"action", name_of(change.action)}, {"keys", change.keys}};
    std::vector<std::string> paths;
    for (const compose::ReachedPath& reached : change.reached) {
      paths.push_back(reached.path);
    }
    put_bytes(service, "paths", paths);
    document["services"].push_back(std::move(service));
  }
  document["services_unknown"] = comparison.services_unknown;
  document["files"] = Json::array();
  for (const classify::Change& change : comparison.files) {
    Json file{{"change", classify::name_of(change.kind)}};
    put_bytes(file, "path", change.path);
    document["files"].push_back(std::move(file));
  }
  return document;
}

}  // namespace

std::string comparison_json_text(const deploy::ReleaseComparison& comparison) {
  Json document;
  document["schema"] = 1;
  document["from"] = comparison.from->number;
  document["to"] = comparison.to->number;
  document.update(comparison_json(comparison));
  return json_text(document);
}

std::string release_json_text(const deploy::Release& release, bool is_deployed,
                              const deploy::ReleaseComparison* changes) {
  Json document;
  document["schema"] = 1;
  document.update(release_json(release, is_deployed));
  document["since"] = nullptr;
  if (changes != nullptr) {
    document["since"] = {{"release", changes->from->number}};
    document["since"].update(comparison_json(*changes));
  }
  return json_text(document);
}

}  // namespace slipway::report
