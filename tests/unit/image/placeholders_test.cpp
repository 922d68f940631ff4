#include "image/predict/placeholders.hpp"

#include "image_builder.hpp"

#include <gtest/gtest.h>

namespace slipway::image {
namespace {

const std::string pointer =
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

std::string error_of(const Result<void>& result) {
  return result ? std::string() : result.error().what + "|" + result.error().fix;
}

std::string all_refusals(const TestImage& image) {
  const auto model = image.model();
  const auto survey = survey_tree(*model.source().tree);
  return error_of(refuse_placeholders(model, *survey, survey->files));
}

TEST(Placeholders, APointerInTheImageIsRefusedWithTheCommandThatHelps) {
  const TestImage image(
      "FROM scratch\nCOPY models /models\n",
      {{"models/a.onnx", pointer}, {".gitattributes", "*.txt text\n*.onnx filter=lfs diff=lfs -text\n"}});
  EXPECT_EQ(error_of(refuse_lfs_pointers(image.model())),
            "the content of `models/a.onnx`, which `[1/1] COPY models /models` takes, is not in the commit|"
            "git lfs fetch   (gets the content; it is sent along)\nor keep it in git itself: git lfs pull && "
            "git lfs "
            "untrack '*.onnx' && git add --renormalize . && git commit");
}

TEST(Placeholders, PatternsAreRelativeToTheirFile) {
  const TestImage image("FROM scratch\nCOPY . /x\n",
                        {{"models/big/a", pointer}, {"models/.gitattributes", "/big/* filter=lfs\n"}});
  EXPECT_NE(all_refusals(image).find("untrack '/big/*'"), std::string::npos);
}

TEST(Placeholders, WhatDoesNotGetThereIsNobodysConcern) {
  const TestImage::Files files = {
      {"models/a.onnx", pointer}, {"src/a", "1"}, {".gitattributes", "[attr]big filter=lfs\n*.onnx big\n"}};
  EXPECT_EQ(error_of(refuse_lfs_pointers(TestImage("FROM scratch\nCOPY src /src\n", files).model())), "");
  EXPECT_NE(error_of(refuse_lfs_pointers(TestImage("FROM scratch\nCOPY . /src\n", files).model())), "");
  auto ignored = files;
  ignored[".dockerignore"] = "models\n";
  EXPECT_EQ(error_of(refuse_lfs_pointers(TestImage("FROM scratch\nCOPY . /src\n", ignored).model())), "");
  auto real = files;
  real["models/a.onnx"] = "the real thing\n";
  EXPECT_EQ(error_of(refuse_lfs_pointers(TestImage("FROM scratch\nCOPY . /src\n", real).model())), "");
}

TEST(Placeholders, ASubmoduleInTheImageIsRefused) {
  TestImage image("FROM scratch\nCOPY vendor /vendor\n", {{"vendor/a", "1"}});
  EXPECT_EQ(all_refusals(image), "");
  image.tree().add("vendor/lib", "0123456789012345678901234567890123456789", classify::EntryKind::submodule);
  EXPECT_EQ(
      all_refusals(image).substr(0, 98),
      "the files of `vendor/lib`, which `[1/1] COPY vendor /vendor` takes, are not in the commit|git subm");
}

}  // namespace
}  // namespace slipway::image
