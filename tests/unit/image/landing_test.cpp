#include "image/predict/landing.hpp"

#include "image_builder.hpp"

#include <gtest/gtest.h>

namespace slipway::image {
namespace {

/// "/app/src/a.py /b" or "uncertain".
std::string landing(const std::string& dockerfile, const std::string& path, const std::string& context = {}) {
  TestImage image(dockerfile, {{"src/a.py", "x"}, {"src/deep/b.py", "x"}, {"c", "x"}, {"d", "x"}});
  if (!context.empty()) {
    image.source().context = context;
    image.source().dockerfile = "Dockerfile";
  }
  const ImageModel model = image.model();
  const auto index = ReachIndex::of(model);
  EXPECT_TRUE(index);
  const auto places = landing_places(model, *index, path);
  EXPECT_TRUE(places);
  if (!*places) {
    return "uncertain";
  }
  std::string text;
  for (const std::string& place : **places) {
    text += (text.empty() ? "" : " ") + place;
  }
  return text;
}

TEST(LandingPlaces, OfADirectory) {
  EXPECT_EQ(landing("FROM a:1\nWORKDIR /app\nCOPY src/ src/\n", "src/deep/b.py"), "/app/src/deep/b.py");
  EXPECT_EQ(landing("FROM a:1\nWORKDIR /app\nCOPY src .\n", "src/a.py"), "/app/a.py");
  EXPECT_EQ(landing("FROM a:1\nCOPY . /app\n", "src/a.py"), "/app/src/a.py");
  EXPECT_EQ(landing("FROM a:1\nCOPY . /app\n", "src/a.py", "src"), "/app/a.py");
}

TEST(LandingPlaces, OfAFile) {
  EXPECT_EQ(landing("FROM a:1\nCOPY c /x\n", "c"), "/x");
  EXPECT_EQ(landing("FROM a:1\nCOPY c /x/\n", "c"), "/x/c");
  EXPECT_EQ(landing("FROM a:1\nCOPY c d /x/\n", "d"), "/x/d");
  EXPECT_EQ(landing("FROM a:1\nWORKDIR /w\nCOPY c .\n", "c"), "/w/c");
}

TEST(LandingPlaces, OfWhatIsCopiedTwice) {
  EXPECT_EQ(landing("FROM a:1\nCOPY src /one\nCOPY src /two\n", "src/a.py"), "/one/a.py /two/a.py");
}

TEST(LandingPlaces, AreOftenUncertain) {
  EXPECT_EQ(landing("FROM a:1\nADD src /one\n", "src/a.py"), "uncertain");
  EXPECT_EQ(landing("FROM a:1\nCOPY sr* /one/\n", "src/a.py"), "uncertain");
  EXPECT_EQ(landing("FROM a:1\nCOPY --exclude=*.md src /one\n", "src/a.py"), "uncertain");
  EXPECT_EQ(landing("FROM a:1 AS one\nCOPY src /s\nFROM b:1\nCOPY --from=one /s /s\n", "src/a.py"),
            "uncertain");
  EXPECT_EQ(landing("FROM a:1\nCOPY src /s\nRUN --mount=type=bind,source=src,target=/t x\n", "src/a.py"),
            "uncertain");
  EXPECT_EQ(landing("FROM a:1\nCOPY c /c\n", "src/a.py"), "uncertain");
}

}  // namespace
}  // namespace slipway::image
