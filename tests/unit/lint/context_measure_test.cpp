#include "lint/context_measure.hpp"

#include "image/image_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::lint {
namespace {

using image::TestImage;
using testing::IsEmpty;

ContextMeasure measure(const TestImage& image) {
  const auto model = image.model();
  auto measured = measure_context(model, "web");
  EXPECT_TRUE(measured) << measured.error().because;
  return std::move(*measured);
}

TEST(ContextMeasure, CountsWhatTheIgnoreFileLeaves) {
  const ContextMeasure measured =
      measure(TestImage("FROM a:1\nCOPY src /src\n", {{".dockerignore", "docs\n!docs/keep\n*.bin\n"},
                                                      {"src/a", "12345"},
                                                      {"docs/b", "123"},
                                                      {"docs/keep", "1"},
                                                      {"c.bin", std::string(100, 'x')}}));
  EXPECT_EQ(measured.files, 6U);
  EXPECT_EQ(measured.bytes, 25U + 20U + 5U + 3U + 1U + 100U);
  EXPECT_EQ(measured.files_sent, 4U);
  EXPECT_EQ(measured.bytes_sent, 25U + 20U + 5U + 1U);
  EXPECT_EQ(measured.ignore_file, ".dockerignore");
}

TEST(ContextMeasure, NamesTheTenLargestOfThemWithTheStepThatTakesThem) {
  TestImage::Files files{{"src/large", std::string(5000, 'x')}, {"other", std::string(4000, 'x')}};
  for (int i = 0; i < 20; ++i) {
    files["small" + std::to_string(i)] = std::string(static_cast<std::size_t>(100 + i), 'x');
  }
  const ContextMeasure measured = measure(TestImage("FROM a:1\nCOPY src /src\n", files));
  ASSERT_EQ(measured.largest.size(), 10U);
  EXPECT_EQ(measured.largest[0].path, "src/large");
  EXPECT_EQ(measured.largest[0].step, "[2/2] COPY src /src");
  EXPECT_EQ(measured.largest[1].path, "other");
  EXPECT_EQ(measured.largest[1].step, "");
  EXPECT_EQ(measured.largest[2].path, "small19");
  EXPECT_EQ(measured.largest[9].path, "small12");
  EXPECT_THAT(large_file_lints(measured), IsEmpty());
}

TEST(ContextMeasure, LargeFilesAreFindings) {
  ContextMeasure measured;
  measured.ignore_file = ".dockerignore";
  measured.largest = {
      {"a.bin", 20'000'000, "[2/2] COPY . ."}, {"b.bin", 10'000'000, ""}, {"c.bin", 9'999'999, ""}};
  const auto findings = large_file_lints(measured);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].name, "large-file");
  EXPECT_EQ(findings[0].file, "a.bin");
  EXPECT_EQ(findings[0].message, "20 MB in the build context, copied by [2/2] COPY . .");
  EXPECT_EQ(findings[1].message, "10 MB in the build context, and no step takes it");
}

}  // namespace
}  // namespace slipway::lint
