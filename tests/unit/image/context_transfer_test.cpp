#include "image/context/context_transfer.hpp"

#include "image_builder.hpp"

#include <gtest/gtest.h>

namespace slipway::image {
namespace {

using classify::EntryKind;

/// What the build of the Dockerfile stops at; empty where it goes through.
std::string problem_of(const TestImage& image) {
  const ImageModel model = image.model();
  const auto problems = model.problems();
  return problems->empty() ? std::string() : problems->front().message;
}

const TestImage::Files files = {{"src/main.py", "1"}, {"src/lib/a.txt", "2"}, {"docs/c.md", "3"}};

// As the builder says it: "lstat /src: no such file or directory".
TEST(ContextTransfer, ADirectoryWhoseWildcardMatchesNothingIsNotSent) {
  EXPECT_EQ(problem_of(TestImage("FROM scratch\nCOPY src/*.md /x/\n", files)),
            "nothing matches `src/*.md`, and then the builder does not even get `src` to look into");
  EXPECT_EQ(problem_of(TestImage("FROM scratch\nCOPY *.zip /x/\n", files)), "");
  EXPECT_EQ(problem_of(TestImage("FROM scratch\nCOPY src/*.py /x/\n", files)), "");
}

TEST(ContextTransfer, UnlessAnotherStepNeedsSomethingThere) {
  for (const char* other : {"COPY src /y\n", "COPY src/lib/a.txt /y\n", "COPY s* /y\n", "COPY . /y\n",
                            "RUN --mount=type=bind,source=src/lib,target=/m x\n"}) {
    EXPECT_EQ(problem_of(TestImage(std::string("FROM scratch\nCOPY src/*.md /x/\n") + other, files)), "")
        << other;
  }
  EXPECT_NE(problem_of(TestImage("FROM scratch\nCOPY src/*.md docs /x/\n", files)), "");
  // A stage that the target does not need sends nothing.
  EXPECT_NE(problem_of(TestImage("FROM scratch AS a\nCOPY src /y\nFROM scratch\nCOPY src/*.md /x/\n", files)),
            "");
}

// "lstat /src/lib: no such file or directory", though the cache key does not speak of it.
TEST(ContextTransfer, ASourceBelowAnotherSourceMustBeThere) {
  EXPECT_EQ(problem_of(TestImage("FROM scratch\nCOPY src src/gone /x/\n", files)),
            "`src/gone` is not in the build context");
  EXPECT_EQ(problem_of(TestImage("FROM scratch\nCOPY src src/lib /x/\n", files)), "");
}

// BuildKit 0.25 and later; up to 0.13 it followed every link of a filtered selection.
TEST(ContextTransfer, LinksInsideAMatchedDirectoryAreNotFollowed) {
  const auto image = [](const char* dockerfile, const char* other) {
    TestImage result(std::string("FROM scratch\n") + dockerfile, {{"src/a", "1"}, {"other", other}});
    result.tree().add("src/link", "../other", EntryKind::symlink);
    result.tree().add("src/dangling", "../nowhere", EntryKind::symlink);
    return result;
  };
  for (const char* dockerfile : {"COPY s* /x\n", "COPY --exclude=lib src /x\n", "COPY --parents src /x\n"}) {
    EXPECT_EQ(problem_of(image(dockerfile, "1")), "") << dockerfile;
    EXPECT_EQ(verdicts(image(dockerfile, "1"), image(dockerfile, "2")), "HIT") << dockerfile;
  }
  for (const char* dockerfile : {"COPY src/l* /x\n", "COPY --exclude=lib src/link /x\n", "COPY s*/l* /x\n"}) {
    EXPECT_EQ(problem_of(image(dockerfile, "1")), "") << dockerfile;
    EXPECT_EQ(verdicts(image(dockerfile, "1"), image(dockerfile, "2")), "MISS") << dockerfile;
  }
  EXPECT_EQ(problem_of(image("COPY src/d* /x\n", "1")),
            "`src/dangling` is a link that leads to nothing in the build context");
}

}  // namespace
}  // namespace slipway::image
