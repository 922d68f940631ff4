#include "lint/compose_lints.hpp"

#include "classify/memory_tree.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::lint {
namespace {

using testing::ElementsAre;

std::vector<std::string> lints_of(const std::string& compose) {
  classify::MemoryTree tree;
  tree.add("compose.yaml", compose);
  tree.add("app.toml", "x");
  const auto model = compose::load(tree, {});
  EXPECT_TRUE(model) << model.error().found;
  std::vector<std::string> found;
  for (const classify::Finding& finding : compose_lints(*model)) {
    EXPECT_FALSE(finding.message.empty());
    EXPECT_FALSE(finding.cost.empty());
    EXPECT_FALSE(finding.fix.empty());
    found.push_back(fmt::format("{}:{} {} {}", finding.file, finding.line, finding.service, finding.name));
  }
  return found;
}

TEST(ComposeLints, TakeOverTheWarningsOfTheModel) {
  EXPECT_THAT(lints_of("services:\n  web:\n    image: web:1\n    volumes: ['./app.toml:/app.toml']\n"),
              ElementsAre("compose.yaml:4 web single-file-bind-mount"));
}

TEST(ComposeLints, ImagesWithoutAVersion) {
  EXPECT_THAT(lints_of("services:\n"
                       "  a: {image: redis}\n"
                       "  b: {image: 'redis:latest'}\n"
                       "  c: {image: 'redis:7'}\n"
                       "  d: {image: 'host:5000/redis'}\n"
                       "  e: {image: 'redis:latest@sha256:"
                       "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'}\n"
                       "  built_here: {image: app, build: .}\n"
                       "  not_active: {image: debug, profiles: [debug]}\n"),
              ElementsAre("compose.yaml:2 a latest-tag", "compose.yaml:3 b latest-tag",
                          "compose.yaml:5 d latest-tag"));
}

}  // namespace
}  // namespace slipway::lint
