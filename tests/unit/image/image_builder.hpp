#pragma once

#include "classify/memory_tree.hpp"
#include "image/predict/layers.hpp"
#include "image/steps/image_model.hpp"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace slipway::image {

/// A tree in memory and the image that is built from it.
class TestImage {
 public:
  using Files = std::map<std::string, std::string>;

  explicit TestImage(const std::string& dockerfile, const Files& files = {})
      : tree_(std::make_unique<classify::MemoryTree>()) {
    tree_->add("Dockerfile", dockerfile);
    for (const auto& [path, content] : files) {
      tree_->add(path, content);
    }
    source_.tree = tree_.get();
  }

  classify::MemoryTree& tree() { return *tree_; }
  BuildOptions& options() { return source_.options; }
  ImageSource& source() { return source_; }

  Result<ImageModel> load() const { return ImageModel::load(source_); }
  ImageModel model() const {
    auto model = load();
    if (!model) {
      throw std::runtime_error(model.error().because);
    }
    return std::move(*model);
  }
  std::string refusal() const {
    const auto model = load();
    return model ? std::string("accepted") : model.error().because;
  }

 private:
  std::unique_ptr<classify::MemoryTree> tree_;
  ImageSource source_;
};

inline std::vector<std::string> step_names(const ImageModel& model) {
  std::vector<std::string> names;
  for (const BuildStep& step : model.steps()) {
    names.push_back(step.name);
  }
  return names;
}

inline LayersPrediction predict(const TestImage& before, const TestImage& after) {
  auto prediction = predict_layers(before.model(), after.model());
  if (!prediction) {
    throw std::runtime_error(prediction.error().because);
  }
  return std::move(*prediction);
}

/// "HIT HIT MISS"
inline std::string verdicts(const TestImage& before, const TestImage& after) {
  std::string text;
  for (const LayerPrediction& layer : predict(before, after).steps) {
    text += (text.empty() ? "" : " ") + std::string(name_of(layer.verdict));
  }
  return text;
}

/// The cause of the last step.
inline std::string last_cause(const TestImage& before, const TestImage& after) {
  return predict(before, after).steps.back().cause;
}

}  // namespace slipway::image
