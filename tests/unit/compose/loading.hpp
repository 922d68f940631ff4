#pragma once

#include "classify/memory_tree.hpp"
#include "compose/model.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <utility>

namespace slipway::compose {

/// A tree of files by path and content.
inline void fill(classify::MemoryTree& tree,
                 std::initializer_list<std::pair<const char*, const char*>> files) {
  for (const auto& [path, content] : files) {
    tree.add(path, content);
  }
}

inline LoadOptions options_for(std::string host_directory = "hey-orac") {
  LoadOptions options;
  options.host_directory = std::move(host_directory);
  return options;
}

/// The model of files that are fine.
inline Model model_of(std::initializer_list<std::pair<const char*, const char*>> files,
                      const LoadOptions& options = options_for()) {
  classify::MemoryTree tree;
  fill(tree, files);
  auto model = load(tree, options);
  EXPECT_TRUE(model) << model.error().what << " / " << model.error().because;
  return model ? std::move(*model) : Model{};
}

/// The error of files that are not.
inline Error error_of(std::initializer_list<std::pair<const char*, const char*>> files,
                      const LoadOptions& options = options_for()) {
  classify::MemoryTree tree;
  fill(tree, files);
  const auto model = load(tree, options);
  EXPECT_FALSE(model);
  return model ? Error{} : model.error();
}

}  // namespace slipway::compose
