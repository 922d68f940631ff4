#include "image/dockerfile/dockerfile_parser.hpp"

#include "image/dockerfile/dockerfile_lines.hpp"

#include <gtest/gtest.h>

namespace {

using namespace slipway::image;

std::string parser_refusal(const std::string& text) {
  const auto tree = parse_dockerfile(text);
  return tree ? "accepted" : tree.error().because;
}

TEST(DockerfileParser, WindowsLineEndsMakeNoDifference) {
  const auto tree = parse_dockerfile("FROM a\r\nRUN b \\\r\n  c\r\nRUN <<EOF\r\nx\r\nEOF\r\n");
  ASSERT_TRUE(tree) << tree.error().because;
  ASSERT_EQ(tree->nodes.size(), 3U);
  EXPECT_EQ(tree->nodes[1].original, "RUN b   c");
  EXPECT_EQ(tree->nodes[2].heredocs.at(0).content, "x\r\n");
  EXPECT_EQ(tree->nodes[2].end_line, 6);
}

TEST(DockerfileParser, TwoEscapesAreNoContinuation) {
  const auto tree = parse_dockerfile("FROM a\nRUN x \\\\\nRUN y\n");
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->nodes.size(), 3U);
}

TEST(DockerfileParser, ADirectiveCanBeGivenOnce) {
  EXPECT_EQ(parser_refusal("# escape=`\n# escape=\\\nFROM a\n"),
            "line 2: only one escape parser directive can be used");
  EXPECT_EQ(parser_refusal("# escape=x\nFROM a\n"),
            "line 1: invalid escape token 'x' does not match ` or \\");
  EXPECT_EQ(parser_refusal("# a comment\n# escape=x\nFROM a\n"), "accepted");
  EXPECT_EQ(parser_refusal("\n# escape=x\nFROM a\n"), "accepted");
}

TEST(DockerfileParser, HeredocsMustEnd) {
  EXPECT_EQ(parser_refusal("FROM a\nRUN <<EOF\nx\n"), "line 2: unterminated heredoc");
  EXPECT_EQ(parser_refusal("FROM a\nCOPY <<A <<B /\nA\n"), "line 2: unterminated heredoc");
  EXPECT_EQ(parser_refusal("FROM a\nCMD <<EOF\nX\nEOF\n"), "accepted");  // Only RUN, COPY and ADD have them.
}

TEST(DockerfileParser, TriggersCanHaveHeredocs) {
  const auto tree = parse_dockerfile("FROM a\nONBUILD COPY <<X /x\nbody\nX\n");
  ASSERT_TRUE(tree) << tree.error().because;
  ASSERT_EQ(tree->nodes[1].heredocs.size(), 1U);
  EXPECT_EQ(tree->nodes[1].heredocs[0].content, "body\n");
}

TEST(DockerfileParser, NestedTriggersDoNotRecurseForEver) {
  std::string text = "FROM a\n";
  for (int level = 0; level < 20000; ++level) {
    text += "ONBUILD \\\n";
  }
  EXPECT_NE(parser_refusal(text + "RUN x\n").find("Chaining ONBUILD"), std::string::npos);
}

TEST(DockerfileParser, FlagsAreReadBytewise) {
  const auto node = parse_logical_line("COPY --from=\"a b\" --chown='u' -- x y", '\\');
  ASSERT_TRUE(node);
  EXPECT_EQ(node->flags, (std::vector<std::string>{"--from=a b", "--chown=u"}));
  EXPECT_EQ(node->arguments, (std::vector<std::string>{"x", "y"}));
  // Upstream takes each byte for a code point.
  EXPECT_EQ(parse_logical_line("COPY --from=\xC3\xA9 x y", '\\')->flags.at(0), "--from=\xC3\x83\xC2\xA9");
}

}  // namespace
