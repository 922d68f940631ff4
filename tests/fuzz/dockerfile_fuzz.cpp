#include "classify/memory_tree.hpp"
#include "image/dockerfile/dockerfile_directives.hpp"
#include "image/predict/layers.hpp"
#include "image/predict/path_reach.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using slipway::image::ImageModel;
using slipway::image::LayerVerdict;

/// A context with something for every kind of source to find.
const slipway::classify::MemoryTree& context(std::string_view dockerfile) {
  static slipway::classify::MemoryTree tree;
  tree.add("Dockerfile", std::string(dockerfile));
  tree.add(".dockerignore", "*.log\nsrc/old\n!src/old/keep\n");
  tree.add("a", "1");
  tree.add("src/b.py", "2");
  tree.add("src/old/keep", "3");
  tree.add("src/d/c.txt", "4");
  tree.add("l", "src", slipway::classify::EntryKind::symlink);
  tree.add("loop", "loop", slipway::classify::EntryKind::symlink);
  return tree;
}

}  // namespace

// The input is a Dockerfile. Whatever it holds, it is refused or evaluated; an image that is accepted is
// predicted to reuse everything where nothing changed, except what one of its steps fails to find.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)slipway::image::detect_syntax(text);
  slipway::image::ImageSource source;
  source.tree = &context(text);
  const auto model = ImageModel::load(source);
  if (!model) {
    return 0;
  }
  if (const auto index = slipway::image::ReachIndex::of(*model)) {
    (void)index->find("src/d/c.txt");
    (void)index->installs_after_source();
  }
  const auto prediction = slipway::image::predict_layers(*model, *model);
  if (prediction && prediction->problems.empty()) {
    for (const auto& layer : prediction->steps) {
      if (layer.verdict != LayerVerdict::hit) {
        std::abort();
      }
    }
  }
  return 0;
}
