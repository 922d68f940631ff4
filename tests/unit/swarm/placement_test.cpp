#include "swarm/placement.hpp"

#include "applications.hpp"

namespace slipway::swarm {
namespace {

TEST(Placement, IsPinnedByANodeOrALabel) {
  const auto is_pinned_by = [](const std::string& constraint) {
    return is_pinned(
        application("services: {db: {image: a, deploy: {placement: {constraints: ['" + constraint + "']}}}}"),
        "db");
  };
  EXPECT_TRUE(is_pinned_by("node.hostname == pi1"));
  EXPECT_TRUE(is_pinned_by("node.hostname==pi1"));
  EXPECT_TRUE(is_pinned_by("node.id == x"));
  EXPECT_TRUE(is_pinned_by("node.labels.disk == ssd"));
  EXPECT_FALSE(is_pinned_by("node.hostname != pi1"));
  EXPECT_FALSE(is_pinned_by("node.role == worker"));
}

TEST(Placement, KnowsTheNodeThatIsDemanded) {
  EXPECT_EQ(demanded_hostname({"node.role == worker", "node.hostname == pi1"}), "pi1");
  EXPECT_EQ(demanded_hostname({"node.hostname != pi1"}), "");
}

TEST(Placement, AVolumeMayBeShared) {
  const compose::Model model = application(
      "services: {db: {image: a}}\n"
      "volumes: {own: {}, nfs: {driver_opts: {type: nfs}}, plugin: {driver: rclone}, there: {external: "
      "true}}");
  EXPECT_FALSE(is_shared_volume(model, "own"));
  EXPECT_TRUE(is_shared_volume(model, "nfs"));
  EXPECT_TRUE(is_shared_volume(model, "plugin"));
  EXPECT_TRUE(is_shared_volume(model, "there"));
}

}  // namespace
}  // namespace slipway::swarm
