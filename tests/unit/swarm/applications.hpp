#pragma once

#include "classify/memory_tree.hpp"
#include "compose/model.hpp"

#include <gtest/gtest.h>

#include <string>

namespace slipway::swarm {

/// The model of a compose file beside `nginx.conf`, `app.env` and `data/rows`.
inline compose::Model application(const std::string& compose) {
  classify::MemoryTree tree;
  tree.add("compose.yaml", compose);
  tree.add("nginx.conf", "server {}\n");
  tree.add("app.env", "COLOUR=\"dark $$red\"\nSIZE=1\n");
  tree.add("data/rows", "1\n");
  compose::LoadOptions options;
  options.project_name = "shop";
  auto model = compose::load(tree, options);
  EXPECT_TRUE(model) << model.error().what << ": " << model.error().because;
  return model ? *model : compose::Model{};
}

}  // namespace slipway::swarm
