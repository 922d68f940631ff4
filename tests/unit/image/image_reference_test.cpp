#include "image/dockerfile/image_reference.hpp"

#include <gtest/gtest.h>

namespace {

using slipway::image::normal_image_reference;

TEST(ImageReference, IsCompletedAsDockerCompletesIt) {
  const std::string digest = "@sha256:" + std::string(64, 'a');
  EXPECT_EQ(normal_image_reference("python:3.11-slim"), "docker.io/library/python:3.11-slim");
  EXPECT_EQ(normal_image_reference("busybox"), "docker.io/library/busybox:latest");
  EXPECT_EQ(normal_image_reference("user/image"), "docker.io/user/image:latest");
  EXPECT_EQ(normal_image_reference("localhost/a"), "localhost/a:latest");
  EXPECT_EQ(normal_image_reference("host:5000/a/b:t"), "host:5000/a/b:t");
  EXPECT_EQ(normal_image_reference("index.docker.io/a"), "docker.io/library/a:latest");
  EXPECT_EQ(normal_image_reference("a" + digest), "docker.io/library/a" + digest);
  EXPECT_EQ(normal_image_reference("a:1" + digest), "docker.io/library/a:1" + digest);
  EXPECT_TRUE(slipway::image::is_pinned("a" + digest));
}

TEST(ImageReference, IsRefusedWhereDockerRefusesIt) {
  for (const char* name : {"", "Base", "a b", "a:", "a@sha256:12", "-a", "a..b", "a/", "host.x/", "a:b c"}) {
    EXPECT_FALSE(normal_image_reference(name)) << name;
  }
}

}  // namespace
