#include "lint/context_measure.hpp"

#include "image/predict/path_reach.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::lint {
namespace {

using classify::EntryKind;
using image::ContextView;
using image::IgnoreRules;

constexpr std::size_t most_largest = 10;

class Measurer {
 public:
  Measurer(const ContextView& context, ContextMeasure& measure) : context_(context), measure_(measure) {}

  Result<void> walk(const std::string& path, const IgnoreRules::Directory& directory, bool is_ignored) {
    SLIPWAY_TRY_ASSIGN(const auto entries, context_.tree().list(context_.tree_path(path)));
    for (const classify::TreeEntry& entry : entries) {
      const std::string below = path.empty() ? entry.name : path + '/' + entry.name;
      if (entry.kind == EntryKind::directory) {
        SLIPWAY_TRY_ASSIGN(const auto entered, context_.rules().enter(directory, entry.name));
        const bool all_ignored =
            is_ignored || context_.rules().below(entered.directory) == image::Below::ignored;
        SLIPWAY_TRY(walk(below, entered.directory, all_ignored));
      } else if (entry.kind != EntryKind::submodule) {
        bool ignored = is_ignored;
        if (!ignored) {
          SLIPWAY_TRY_ASSIGN(const auto verdict, context_.rules().file(directory, entry.name));
          ignored = verdict.ignored;
        }
        SLIPWAY_TRY(count(context_.tree_path(below), ignored));
      }
    }
    return {};
  }

 private:
  Result<void> count(const std::string& path, bool ignored) {
    // Of a partial clone some sizes may not be here: that is no obstacle to the rest.
    const std::uint64_t bytes = context_.tree().size(path).value_or(0);
    ++measure_.files;
    measure_.bytes += bytes;
    if (ignored) {
      return {};
    }
    ++measure_.files_sent;
    measure_.bytes_sent += bytes;
    std::vector<LargeFile>& largest = measure_.largest;
    if (largest.size() == most_largest && largest.back().bytes >= bytes) {
      return {};
    }
    const auto place = std::find_if(largest.begin(), largest.end(),
                                    [&](const LargeFile& file) { return file.bytes < bytes; });
    largest.insert(place, LargeFile{path, bytes, {}});
    if (largest.size() > most_largest) {
      largest.pop_back();
    }
    return {};
  }

  const ContextView& context_;
  ContextMeasure& measure_;
};

}  // namespace

Result<ContextMeasure> measure_context(const image::ImageModel& model, const std::string& service) {
  ContextMeasure measure;
  measure.service = service;
  measure.context = model.contexts().front().tree_path("");
  measure.ignore_file = model.ignore_file();
  const ContextView& context = model.contexts().front();
  SLIPWAY_TRY(Measurer(context, measure).walk("", context.rules().root(), false));
  SLIPWAY_TRY_ASSIGN(const image::ReachIndex index, image::ReachIndex::of(model));
  for (LargeFile& file : measure.largest) {
    SLIPWAY_TRY_ASSIGN(const image::PathReach reach, index.find(file.path));
    if (!reach.steps.empty()) {
      file.step = model.steps()[reach.steps.front()].name;
    }
  }
  return measure;
}

std::vector<classify::Finding> large_file_lints(const ContextMeasure& measure) {
  std::vector<classify::Finding> findings;
  const std::string ignore_file =
      measure.ignore_file.empty() ? std::string("an ignore file") : measure.ignore_file;
  for (const LargeFile& file : measure.largest) {
    if (file.bytes < large_file_bytes) {
      break;
    }
    classify::Finding finding{
        "large-file",
        {},
        file.path,
        0,
        fmt::format("{} in the build context, and no step takes it", bytes_text(file.bytes)),
        "the classic builder sends it with every build",
        fmt::format("keep it out of the context in {}", ignore_file),
        {}};
    if (!file.step.empty()) {
      finding.message =
          fmt::format("{} in the build context, copied by {}", bytes_text(file.bytes), file.step);
      finding.cost = "it is in git, in the image and in every layer that copies it again";
      finding.fix = fmt::format(
          "if the image does not need it, keep it out of the context in {}; otherwise copy it in a step of "
          "its own, before files that change more often",
          ignore_file);
      finding.steps = {file.step};
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace slipway::lint
