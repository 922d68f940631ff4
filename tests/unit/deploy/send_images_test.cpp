#include "deploy/build_here/send_images.hpp"

#include "deploy/build_here/local_registry.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

const std::string digest = "sha256:d340d8ed52bc9f60a9ba76195847f9a46918007c02284628e1b03cdc871aa36e";

TEST(PushedDigest, IsReadFromTheLastLine) {
  EXPECT_EQ(pushed_digest("57cf303064cc: Pushed\ncurrent: digest: " + digest + " size: 949\n"), digest);
}

TEST(PushedDigest, IsNothingButAWholeDigest) {
  EXPECT_EQ(pushed_digest(""), "");
  EXPECT_EQ(pushed_digest("57cf303064cc: Pushed\n"), "");
  EXPECT_EQ(pushed_digest("current: digest: sha256:d340d8 size: 949\n"), "");
  EXPECT_EQ(pushed_digest("current: digest: " + digest.substr(0, 70) + "/ size"), "");
}

TEST(ReadTaken, FindsTheMarkedLine) {
  const auto taken = read_taken("@other image x\n@n0nce image sha256:1 sha256:2 sha256:3\n", "n0nce");
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->id, "sha256:1");
  EXPECT_EQ(taken->layers, (std::vector<std::string>{"sha256:2", "sha256:3"}));
  EXPECT_FALSE(read_taken("Status: Downloaded newer image\n", "n0nce"));
}

TEST(BlobsOfManifest, AreTheConfigurationAndTheLayers) {
  const auto blobs = blobs_of_manifest(
      R"({"schemaVersion":2,"config":{"digest":"sha256:c","size":12},"layers":[{"digest":"sha256:l","size":34}]})");
  ASSERT_TRUE(blobs);
  ASSERT_EQ(blobs->size(), 2U);
  EXPECT_EQ(blobs->at(0).digest, "sha256:c");
  EXPECT_EQ(blobs->at(1).bytes, 34U);
}

TEST(BlobsOfManifest, RefusesAnIndex) {
  EXPECT_FALSE(blobs_of_manifest(R"({"schemaVersion":2,"manifests":[]})"));
  EXPECT_FALSE(blobs_of_manifest("not json"));
}

TEST(FindRegistryProgram, NamesWhatIsNotThere) {
  const auto missing = find_registry_program("/nowhere/registry");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ExitCode::usage);
  EXPECT_NE(missing.error().what.find("/nowhere/registry"), std::string::npos);
}

}  // namespace
}  // namespace slipway::deploy
