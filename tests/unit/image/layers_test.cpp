#include "image/predict/layers.hpp"

#include "image_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::image {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const TestImage::Files sources = {
    {"req.txt", "a"}, {"src/m.py", "1"}, {"src/d/n.py", "2"}, {"README.md", "x"}};
const std::string usual = "FROM scratch\nCOPY req.txt /\nRUN pip install\nCOPY src /src\nRUN compile\n";

TestImage changed(const std::string& dockerfile, TestImage::Files files, const TestImage::Files& changes) {
  for (const auto& [path, content] : changes) {
    files[path] = content;
  }
  return TestImage(dockerfile, files);
}

TEST(Layers, EqualSidesReuseEverything) {
  const TestImage image(usual, sources);
  const auto prediction = predict(image, image);
  EXPECT_EQ(prediction.summary(), "4 of 4 steps reused");
  EXPECT_EQ(prediction.first_rerun, std::nullopt);
  EXPECT_TRUE(prediction.metadata_changes.empty());
}

TEST(Layers, TheCauseIsThePathAndThenTheStep) {
  const TestImage before(usual, sources);
  const TestImage after = changed(usual, sources, {{"src/d/n.py", "3"}});
  const auto prediction = predict(before, after);
  EXPECT_EQ(prediction.first_rerun, 2U);
  EXPECT_EQ(prediction.steps[2].cause, "src/d/n.py changed");
  EXPECT_EQ(prediction.steps[3].cause, "runs after `[3/4] COPY src /src`");
  EXPECT_EQ(prediction.summary(), "2 of 4 steps reused");
}

TEST(Layers, TheCauseOfAnOwnChangeNamesIt) {
  const auto cause = [](const std::string& before, const std::string& after) {
    return last_cause(TestImage("FROM scratch\n" + before, sources),
                      TestImage("FROM scratch\n" + after, sources));
  };
  EXPECT_EQ(cause("RUN a\n", "RUN b\n"), "the command changed");
  EXPECT_EQ(cause("ENV A=1\nENV B=1\nRUN a\n", "ENV A=2\nENV C=1\nRUN a\n"),
            "the environment changed: A, C, B");
  EXPECT_EQ(cause("RUN a\n", "USER 7\nRUN a\n"), "the user changed");
  EXPECT_EQ(cause("RUN a\n", "SHELL [\"bash\"]\nRUN a\n"), "the command changed");
  EXPECT_EQ(cause("COPY src /a\n", "COPY src /b\n"), "the destination changed");
  EXPECT_EQ(cause("COPY src /a\n", "COPY src /a/\n"), "the destination changed");
  EXPECT_EQ(cause("COPY --chmod=644 src /a\n", "COPY --chmod=0755 src /a\n"), "--chmod changed");
  EXPECT_EQ(cause("COPY src /a\n", "ADD src /a\n"), "the instruction changed");
  EXPECT_EQ(cause("RUN a\n", "COPY src /a\n"), "a new step");
  EXPECT_EQ(last_cause(TestImage("FROM a\nRUN x\n"), TestImage("FROM b\nRUN x\n")), "another base image");
}

TEST(Layers, WhatDoesNotCountIsReused) {
  const auto same = [](const std::string& before, const std::string& after) {
    return verdicts(TestImage("FROM scratch\n" + before, sources),
                    TestImage("FROM scratch\n" + after, sources));
  };
  EXPECT_EQ(same("COPY --chmod=644 src /a\n", "COPY --chmod=0644 ./src/ /a\n"), "HIT");
  EXPECT_EQ(same("ARG X=1\nCOPY src /a\n", "ARG X=2\nCOPY src /a\n"), "HIT");
  EXPECT_EQ(same("WORKDIR /a\nCOPY src b\n", "WORKDIR /a\nCOPY src /a/b\n"), "HIT HIT");
  EXPECT_EQ(same("RUN --mount=type=tmpfs,target=/a --mount=type=cache,target=/b x\n",
                 "RUN --mount=type=cache,target=/b --mount=type=tmpfs,target=/a x\n"),
            "HIT");
  EXPECT_EQ(
      same("RUN --mount=type=cache,id=one,target=/b x\n", "RUN --mount=type=cache,id=two,target=/b x\n"),
      "HIT");
  EXPECT_EQ(same("RUN --mount=type=cache,target=/b x\n", "RUN --mount=type=cache,id=two,target=/b x\n"),
            "MISS");
  EXPECT_EQ(same("COPY <<A /a\ntext\nA\n", "COPY <<A /a\ntext\nA\nCMD x\n"), "HIT");
  EXPECT_EQ(same("COPY <<A /a\ntext\nA\n", "COPY <<A /a\nother\nA\n"), "MISS");
}

TEST(Layers, ASourceThatLeadsBackUpIsTheWholeContext) {
  const std::string dockerfile = "FROM scratch\nCOPY a/.. /x/\n";
  const auto image = [&](const std::string& text) {
    return TestImage(dockerfile, {{"a/f", "1"}, {"b/f", text}});
  };
  EXPECT_EQ(verdicts(image("1"), image("1")), "HIT");
  EXPECT_EQ(verdicts(image("1"), image("2")), "MISS");
}

TEST(Layers, MovingAFileKeepsTheLayerAndRenamingItDoesNot) {
  EXPECT_EQ(verdicts(TestImage("FROM scratch\nCOPY a/f /x/\n", {{"a/f", "1"}}),
                     TestImage("FROM scratch\nCOPY b/f /x/\n", {{"b/f", "1"}})),
            "HIT");
  EXPECT_EQ(verdicts(TestImage("FROM scratch\nCOPY a/f /x/\n", {{"a/f", "1"}}),
                     TestImage("FROM scratch\nCOPY a/g /x/\n", {{"a/g", "1"}})),
            "MISS");
  // With a wildcard only base names count, as upstream digests them.
  EXPECT_EQ(verdicts(TestImage("FROM scratch\nCOPY a*/f /x/\n", {{"a1/f", "1"}}),
                     TestImage("FROM scratch\nCOPY a*/f /x/\n", {{"a2/f", "1"}})),
            "HIT");
  EXPECT_EQ(verdicts(TestImage("FROM scratch\nCOPY s/* /x/\n", {{"s/a/b", "1"}, {"s/a/c", "2"}}),
                     TestImage("FROM scratch\nCOPY s/* /x/\n", {{"s/a/b", "1"}, {"s/c", "2"}})),
            "HIT");
}

TEST(Layers, TheIgnoreFileDecidesWhatCounts) {
  const std::string all = "FROM scratch\nCOPY . /app\n";
  TestImage::Files files = sources;
  files[".dockerignore"] = "Dockerfile\n.dockerignore\n*.md\n";
  const TestImage before(all, files);
  EXPECT_EQ(verdicts(before, changed(all, files, {{"README.md", "y"}})), "HIT");
  EXPECT_EQ(verdicts(before, changed(all, files, {{"src/new.md", "y"}})), "MISS");
  EXPECT_EQ(
      verdicts(before, changed(all, files, {{".dockerignore", "Dockerfile\n.dockerignore\n**/*.md\n"}})),
      "HIT");
  EXPECT_EQ(last_cause(before, changed(all, files, {{".dockerignore", "Dockerfile\n.dockerignore\n"}})),
            "README.md is new");
  EXPECT_EQ(last_cause(before, changed(all, files, {{".dockerignore", files[".dockerignore"] + "src/d\n"}})),
            "src/d is gone");
}

TEST(Layers, AFileThatIsSentEmptyHasNoContent) {
  // Listed by one algorithm and opened by another: it arrives with zero bytes, whatever it holds.
  const std::string dockerfile = "FROM scratch\nCOPY ab /x\n";
  const TestImage::Files files = {{".dockerignore", "*\n!*b/*b\n*\n"}, {"ab/ab", "1"}};
  EXPECT_EQ(verdicts(TestImage(dockerfile, files), changed(dockerfile, files, {{"ab/ab", "2"}})), "HIT");
}

TEST(Layers, AnEmptiedDirectoryStillCounts) {
  const std::string dockerfile = "FROM scratch\nCOPY . /x\n";
  const TestImage::Files files = {{".dockerignore", "Dockerfile\n.dockerignore\n**/*.md\n"}, {"a", "1"}};
  EXPECT_EQ(last_cause(TestImage(dockerfile, files), changed(dockerfile, files, {{"docs/x.md", "1"}})),
            "docs is new");
}

TEST(Layers, LinksAreFollowedWhereTheBuilderFollowsThem) {
  const auto image = [](const std::string& copy, const std::string& target, const std::string& content) {
    TestImage result("FROM scratch\n" + copy + "\n", {{"real/t", content}, {"other/t", "1"}, {"dir/k", "1"}});
    result.tree().add("dir/link", target, classify::EntryKind::symlink);
    result.tree().add("source", "real", classify::EntryKind::symlink);
    return result;
  };
  const auto base = [&image](const std::string& copy) { return image(copy, "../real/t", "1"); };
  EXPECT_EQ(verdicts(base("COPY dir /x"), image("COPY dir /x", "../real/t", "2")), "HIT");
  EXPECT_EQ(verdicts(base("COPY dir /x"), image("COPY dir /x", "../other/t", "1")), "MISS");
  EXPECT_EQ(verdicts(base("COPY dir/* /x/"), image("COPY dir/* /x/", "../real/t", "2")), "MISS");
  EXPECT_EQ(verdicts(base("COPY dir/* /x/"), image("COPY dir/* /x/", "../other/t", "1")), "HIT");
  EXPECT_EQ(verdicts(base("COPY source/t /x"), image("COPY source/t /x", "../real/t", "2")), "MISS");
  EXPECT_EQ(
      verdicts(base("COPY --exclude=none dir /x"), image("COPY --exclude=none dir /x", "../real/t", "2")),
      "HIT");
}

TEST(Layers, ParentsAndExcludesSelectWhatTheyNameBelowTheSource) {
  const std::string parents = "FROM scratch\nCOPY --parents src/**/*.py /x/\n";
  EXPECT_EQ(verdicts(TestImage(parents, sources), changed(parents, sources, {{"src/x.txt", "1"}})), "HIT");
  EXPECT_EQ(verdicts(TestImage(parents, sources), changed(parents, sources, {{"src/d/e/x.py", "1"}})),
            "MISS");
  const std::string pivot = "FROM scratch\nCOPY --parents src/./d/n.py /x/\n";
  EXPECT_EQ(verdicts(TestImage(pivot, sources), changed(pivot, sources, {{"src/m.py", "9"}})), "HIT");
  EXPECT_EQ(verdicts(TestImage(pivot, sources), changed(pivot, sources, {{"src/d/n.py", "9"}})), "MISS");
  const std::string exclude = "FROM scratch\nCOPY --exclude=d --exclude=!d/n.py src /x\n";
  EXPECT_EQ(verdicts(TestImage(exclude, sources), changed(exclude, sources, {{"src/d/o.py", "9"}})), "HIT");
  EXPECT_EQ(verdicts(TestImage(exclude, sources), changed(exclude, sources, {{"src/d/n.py", "9"}})), "MISS");
}

TEST(Layers, ContentEdgesAreUndecided) {
  const std::string dockerfile =
      "FROM scratch AS b\nCOPY src /s\nRUN make\nFROM scratch\nCOPY --from=b /out /out\nRUN x\n";
  const auto prediction =
      predict(TestImage(dockerfile, sources), changed(dockerfile, sources, {{"src/m.py", "9"}}));
  EXPECT_EQ(prediction.summary(), "0 of 4 steps reused, 2 undecided");
  EXPECT_EQ(prediction.steps[2].verdict, LayerVerdict::maybe);
  EXPECT_EQ(prediction.steps[2].cause, "whether /out differs is only known after `[b 2/2] RUN make`");
  EXPECT_EQ(prediction.steps[3].cause, "may run after `[stage-1 1/2] COPY --from=b /out /out`");
  // What another part of the stage changed into is certain.
  EXPECT_EQ(verdicts(TestImage(dockerfile, sources), TestImage(dockerfile + "LABEL a=b\n", sources)),
            "HIT HIT HIT HIT");
}

TEST(Layers, StagesMayBeRenamedAndReordered) {
  EXPECT_EQ(verdicts(TestImage("FROM scratch AS a\nRUN a\nFROM scratch AS b\nRUN b\nFROM scratch\n"
                               "COPY --from=a /x /\nCOPY --from=b /x /\n"),
                     TestImage("FROM scratch AS two\nRUN b\nFROM scratch AS one\nRUN a\nFROM scratch\n"
                               "COPY --from=one /x /\nCOPY --from=two /x /\n")),
            "HIT HIT HIT HIT");
}

TEST(Layers, EqualStagesAreOneToTheBuilder) {
  const std::string twice =
      "FROM scratch AS a\nRUN same\nFROM scratch AS b\nRUN same\nRUN more\nFROM scratch\nCOPY --from=b /x "
      "/\n";
  EXPECT_EQ(verdicts(TestImage(twice + "COPY --from=a /x /y\n"), TestImage(twice + "COPY --from=a /x /y\n")),
            "HIT HIT HIT HIT");
}

TEST(Layers, WhatNobodyCanSeeIsSaid) {
  const TestImage image("FROM busybox\nADD https://example.org/a.tar /x\n");
  const auto prediction = predict(image, image);
  EXPECT_EQ(prediction.steps[0].cause,
            "what docker.io/library/busybox:latest means today is only known when it is built");
  EXPECT_EQ(prediction.steps[1].cause, "what https://example.org/a.tar holds is only known when it is built");
  EXPECT_EQ(prediction.steps[1].verdict, LayerVerdict::hit);
}

TEST(Layers, ImageSettingsAreNoLayers) {
  const auto prediction = predict(TestImage("FROM scratch\nRUN a\nCMD x\nLABEL v=1\nENV E=1\n"),
                                  TestImage("FROM scratch\nRUN a\nCMD y\nLABEL v=2\nENV E=1\nEXPOSE 80\n"));
  EXPECT_EQ(prediction.summary(), "1 of 1 step reused");
  EXPECT_THAT(prediction.metadata_changes, ElementsAre("CMD", "EXPOSE", "LABEL v"));
}

TEST(Layers, AMissingSourceStopsTheBuild) {
  const std::string dockerfile = "FROM scratch\nCOPY src /x\nCOPY gone /y\n";
  TestImage before(dockerfile, {{"src/a", "1"}, {"gone", "1"}});
  const auto prediction = predict(before, TestImage(dockerfile, {{"src/a", "1"}}));
  EXPECT_EQ(prediction.steps[1].verdict, LayerVerdict::miss);
  EXPECT_THAT(prediction.problems, ElementsAre("line 3: `gone` is not in the build context"));
}

TEST(Layers, MountedFilesCount) {
  const std::string one = "FROM scratch\nRUN --mount=source=req.txt,target=/r x\n";
  EXPECT_EQ(verdicts(TestImage(one, sources), changed(one, sources, {{"src/m.py", "9"}})), "HIT");
  EXPECT_EQ(verdicts(TestImage(one, sources), changed(one, sources, {{"req.txt", "9"}})), "MISS");
  const std::string root = "FROM scratch AS a\nCOPY req.txt /\nFROM a\nRUN --mount=from=a,target=/r x\n";
  EXPECT_EQ(verdicts(TestImage(root, sources), changed(root, sources, {{"req.txt", "9"}})), "MISS MAYBE");
}

TEST(Layers, NamedContextsHaveRulesOfTheirOwn) {
  const std::string dockerfile = "FROM scratch\nCOPY --from=extra . /x\n";
  const auto image = [&dockerfile](const std::string& ignored, const std::string& sent) {
    TestImage result(
        dockerfile,
        {{".dockerignore", "*"}, {"more/.dockerignore", "i\n"}, {"more/i", ignored}, {"more/s", sent}});
    result.options().contexts["extra"].directory = "more";
    return result;
  };
  EXPECT_EQ(verdicts(image("1", "1"), image("2", "1")), "HIT");
  EXPECT_EQ(verdicts(image("1", "1"), image("1", "2")), "MISS");
}

TEST(Arguments, CostTheStepsThatSeeThem) {
  const TestImage image("FROM scratch\nRUN a\nARG GIT_COMMIT\nCOPY src /s\nRUN b\nARG UNUSED\n", sources);
  const auto model = image.model();
  EXPECT_THAT(steps_seeing_argument(model, "GIT_COMMIT").value(), ElementsAre(2U));
  EXPECT_TRUE(steps_seeing_argument(model, "UNUSED").value().empty());
  EXPECT_TRUE(steps_seeing_argument(model, "NEVER").value().empty());
}

/// Counts the directories that are read.
class CountingTree final : public classify::Tree {
 public:
  explicit CountingTree(const classify::Tree& tree) : tree_(tree) {}
  Result<std::vector<classify::TreeEntry>> list(std::string_view path) const override {
    ++lists;
    return tree_.list(path);
  }
  Result<std::optional<classify::TreeEntry>> find(std::string_view path) const override {
    return tree_.find(path);
  }
  Result<std::string> read(std::string_view path) const override { return tree_.read(path); }
  Result<std::uint64_t> size(std::string_view path) const override { return tree_.size(path); }
  mutable std::size_t lists = 0;

 private:
  const classify::Tree& tree_;
};

TEST(Layers, EqualDirectoriesAreNotRead) {
  TestImage::Files files = {{".dockerignore", "**/*.md\n!keep.md\n.git\n"}};
  for (int directory = 0; directory < 50; ++directory) {
    for (int file = 0; file < 4; ++file) {
      files["d" + std::to_string(directory) + "/s/f" + std::to_string(file)] = "x";
    }
  }
  TestImage before("FROM scratch\nCOPY . /app\nCOPY d1 /d\n", files);
  files["d7/s/f1"] = "y";
  TestImage after("FROM scratch\nCOPY . /app\nCOPY d1 /d\n", files);
  const CountingTree then(before.tree());
  const CountingTree now(after.tree());
  before.source().tree = &then;
  after.source().tree = &now;
  EXPECT_EQ(verdicts(before, after), "MISS MISS");
  EXPECT_LT(now.lists, 10U);
  EXPECT_LT(then.lists, 10U);
}

}  // namespace
}  // namespace slipway::image
