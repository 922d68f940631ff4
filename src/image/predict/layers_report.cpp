#include "image/predict/layers_report.hpp"

#include "util/json.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace slipway::image {

namespace {

constexpr int schema = 1;

ImageSource source_of(const classify::Tree& tree, const LayersQuery& query) {
  ImageSource source;
  source.tree = &tree;
  source.context = query.context;
  source.dockerfile = query.dockerfile;
  source.options.target = query.target;
  source.options.arguments = query.arguments;
  source.options.platform = query.platform;
  return source;
}

}  // namespace

Result<LayersPrediction> compare_layers(const classify::Tree& from, const classify::Tree& to,
                                        const LayersQuery& query) {
  SLIPWAY_TRY_ASSIGN(const ImageModel after, ImageModel::load(source_of(to, query)));
  const auto before = ImageModel::load(source_of(from, query));
  if (before) {
    return predict_layers(*before, after);
  }
  if (before.error().code != ExitCode::refused) {
    return tl::unexpected(before.error());
  }
  return predict_first_build(after, fmt::format("nothing to compare with: {}", cause_of(before.error())));
}

std::string layers_text(const LayersPrediction& prediction) {
  std::string text;
  for (const LayerPrediction& layer : prediction.steps) {
    text += fmt::format("{:<6} {}\n", name_of(layer.verdict), printable(layer.step));
    if (!layer.cause.empty()) {
      text += fmt::format("       line {}: {}\n", layer.line, printable(layer.cause));
    }
  }
  text += '\n';
  if (prediction.first_rerun) {
    const LayerPrediction& first = prediction.steps[*prediction.first_rerun];
    text += fmt::format("first step that {} again: {}\n",
                        first.verdict == LayerVerdict::maybe ? "may run" : "runs", printable(first.step));
  }
  text += prediction.summary() + "\n";
  if (!prediction.metadata_changes.empty()) {
    text +=
        fmt::format("image settings that change: {}\n", printable(join(prediction.metadata_changes, ", ")));
  }
  for (const std::string& problem : prediction.problems) {
    text += fmt::format("the build would fail: {}\n", printable(problem));
  }
  for (const std::string& reservation : prediction.reservations) {
    text += fmt::format("conservative: {}\n", printable(reservation));
  }
  return text;
}

std::string layers_json(const LayersPrediction& prediction) {
  Json json;
  json["schema"] = schema;
  json["steps"] = Json::array();
  for (const LayerPrediction& layer : prediction.steps) {
    Json step;
    put_bytes(step, "step", layer.step);
    step["line"] = layer.line;
    step["verdict"] = name_of(layer.verdict);
    put_bytes(step, "cause", layer.cause);
    json["steps"].push_back(std::move(step));
  }
  json["first_rerun"] = nullptr;
  if (prediction.first_rerun) {
    const LayerPrediction& first = prediction.steps[*prediction.first_rerun];
    Json step;
    put_bytes(step, "step", first.step);
    step["line"] = first.line;
    json["first_rerun"] = std::move(step);
  }
  json["reused"] = prediction.reused;
  json["undecided"] = prediction.undecided;
  json["total"] = prediction.total;
  json["summary"] = prediction.summary();
  json["metadata_changes"] = prediction.metadata_changes;
  json["problems"] = prediction.problems;
  json["conservative"] = prediction.reservations;
  return json_text(json);
}

}  // namespace slipway::image
