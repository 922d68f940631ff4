#include "conformance/cases.hpp"
#include "image/dockerfile/dockerfile_directives.hpp"
#include "image/dockerfile/dockerfile_heredoc.hpp"
#include "image/dockerfile/dockerfile_lines.hpp"
#include "image/dockerfile/dockerfile_parser.hpp"
#include "image/dockerfile/instruction_flags.hpp"
#include "image/dockerfile/instructions.hpp"
#include "image/go/json_array.hpp"

#include <map>

namespace {

using nlohmann::json;
using namespace slipway::image;

/// The first instruction of a Dockerfile's text.
slipway::Result<Instruction> instruction_of(const std::string& text) {
  auto tree = parse_dockerfile(text);
  if (!tree) {
    return tl::unexpected(tree.error());
  }
  return read_instruction(tree->nodes.front());
}

TEST(DockerfileTables, Words) {
  const json cases = slipway::conformance::load_cases("dockerfile/tables.json");
  for (const json& entry : cases["parse_words"]) {
    EXPECT_EQ(json(parse_words(entry["input"].get<std::string>(), '\\')), entry["expect"]) << entry;
  }
  slipway::conformance::report("words", cases["parse_words"].size());
}

TEST(DockerfileTables, HeredocNames) {
  const json cases = slipway::conformance::load_cases("dockerfile/tables.json");
  std::size_t checked = 0;
  for (const json& word : cases["heredoc_valid_name_EOF"]) {
    const auto heredoc = parse_heredoc(word.get<std::string>());
    ASSERT_TRUE(heredoc && *heredoc) << word;
    EXPECT_EQ((*heredoc)->name, "EOF") << word;
    ++checked;
  }
  for (const json& word : cases["heredoc_error"]) {
    EXPECT_FALSE(parse_heredoc(word.get<std::string>())) << word;
    ++checked;
  }
  for (const json& word : cases["heredoc_not"]) {
    const auto heredoc = parse_heredoc(word.get<std::string>());
    EXPECT_TRUE(heredoc && !*heredoc) << word;
    ++checked;
  }
  for (const json& entry : cases["heredocs_from_line"]) {
    const auto heredocs = heredocs_from_line(entry["line"].get<std::string>());
    ASSERT_TRUE(heredocs) << entry;
    json names = json::array();
    for (const Heredoc& heredoc : *heredocs) {
      names.push_back(heredoc.name);
    }
    EXPECT_EQ(names, entry["heredocNames"].is_null() ? json::array() : entry["heredocNames"]) << entry;
    ++checked;
  }
  EXPECT_EQ(chomp_heredoc(cases["heredoc_chomp"]["input"].get<std::string>()),
            cases["heredoc_chomp"]["expect"]);
  slipway::conformance::report("heredoc names", checked + 1);
}

TEST(DockerfileTables, HeredocContents) {
  const json cases = slipway::conformance::load_cases("dockerfile/tables.json");
  const auto tree = parse_dockerfile(cases["heredoc_extract"]["dockerfile"].get<std::string>());
  ASSERT_TRUE(tree) << tree.error().because;
  const json& expected = cases["heredoc_extract"]["heredocs_of_child_from_index_1"];
  ASSERT_GE(tree->nodes.size(), expected.size());
  for (std::size_t index = 0; index < expected.size(); ++index) {
    // The table starts at the second instruction, or at the first: its length says which.
    const DockerfileNode& node = tree->nodes[index + (tree->nodes.size() > expected.size() ? 1 : 0)];
    json found = json::array();
    for (const Heredoc& heredoc : node.heredocs) {
      found.push_back({{"name", heredoc.name},
                       {"content", heredoc.content},
                       {"expand", heredoc.expand},
                       {"chomp", heredoc.chomp},
                       {"fd", heredoc.file_descriptor}});
    }
    EXPECT_EQ(found, expected[index].is_null() ? json::array() : expected[index]) << node.original;
  }
  const auto without = parse_dockerfile(cases["json_no_heredoc"].get<std::string>());
  ASSERT_TRUE(without) << without.error().because;
  for (const DockerfileNode& node : without->nodes) {
    EXPECT_TRUE(node.heredocs.empty()) << node.original;
  }
  slipway::conformance::report("heredoc contents", expected.size() + without->nodes.size());
}

TEST(DockerfileTables, JsonArrays) {
  const json cases = slipway::conformance::load_cases("dockerfile/tables.json");
  std::size_t checked = 0;
  for (const auto& [text, expected] : cases["json_arrays_valid"].items()) {
    const JsonArray array = parse_json_array(text);
    EXPECT_EQ(array.outcome, JsonArray::Outcome::array_of_strings) << text;
    EXPECT_EQ(json(array.strings), expected) << text;
    ++checked;
  }
  for (const json& text : cases["json_arrays_error"]) {
    EXPECT_EQ(parse_json_array(text.get<std::string>()).outcome, JsonArray::Outcome::other_elements) << text;
    ++checked;
  }
  slipway::conformance::report("JSON arrays", checked);
}

TEST(DockerfileTables, EmptyContinuationLines) {
  const json cases = slipway::conformance::load_cases("dockerfile/tables.json");
  const json& entry = cases["empty_continuation"];
  const auto tree = parse_dockerfile(entry["dockerfile"].get<std::string>());
  ASSERT_TRUE(tree);
  json warnings = json::array();
  for (const auto& warning : tree->warnings) {
    warnings.push_back(warning.message);
  }
  EXPECT_EQ(warnings, entry["warnings"]);
  slipway::conformance::report("warnings", entry["warnings"].size());
}

TEST(DockerfileTables, LongLines) {
  const json cases = slipway::conformance::load_cases("dockerfile/tables.json");
  const std::string message = cases["max_line"]["error"];
  const auto fits = parse_dockerfile("FROM a\nRUN " + std::string(65535 - 4, 'x') + "\n");
  EXPECT_TRUE(fits) << fits.error().because;
  const auto too_long = parse_dockerfile("FROM a\nRUN " + std::string(65536 - 4, 'x') + "\n");
  ASSERT_FALSE(too_long);
  EXPECT_NE(too_long.error().because.find(message), std::string::npos) << too_long.error().because;
  slipway::conformance::report("line lengths", 2);
}

TEST(DockerfileTables, NumberOfArguments) {
  const json cases = slipway::conformance::load_cases("dockerfile/tables.json");
  std::size_t checked = 0;
  const auto expect_refused = [&checked](const std::string& text, const std::string& message) {
    const auto instruction = instruction_of(text);
    ASSERT_FALSE(instruction) << text;
    EXPECT_NE(instruction.error().because.find(message), std::string::npos) << instruction.error().because;
    ++checked;
  };
  for (const json& keyword : cases["exactly_one_argument"]) {
    const auto name = keyword.get<std::string>();
    expect_refused(name, name + " requires exactly one argument");
  }
  for (const json& keyword : cases["at_least_one_argument"]) {
    const auto name = keyword.get<std::string>();
    expect_refused(name, name + " requires at least one argument");
  }
  for (const json& keyword : cases["no_destination"]) {
    const auto name = keyword.get<std::string>();
    expect_refused(name + " arg1", name + " requires at least two arguments");
  }
  for (const json& entry : cases["error_cases"]) {
    expect_refused(entry["dockerfile"], entry["expectedError"]);
  }
  slipway::conformance::report("refused instructions", checked);
}

TEST(DockerfileTables, CopyOfHeredocs) {
  const json cases = slipway::conformance::load_cases("dockerfile/tables.json");
  for (const json& entry : cases["copy_heredoc"]) {
    const auto instruction = instruction_of(entry["dockerfile"]);
    ASSERT_TRUE(instruction) << instruction.error().because;
    const auto& copy = std::get<CopyInstruction>(instruction->content);
    json found = {{"DestPath", copy.destination}};
    if (!copy.sources.empty()) {
      found["SourcePaths"] = copy.sources;
    }
    for (const auto& content : copy.contents) {
      found["SourceContents"].push_back(
          {{"Data", content.data}, {"Expand", content.expand}, {"Path", content.path}});
    }
    EXPECT_EQ(found, entry["sourcesAndDest"]) << entry["dockerfile"];
  }
  slipway::conformance::report("COPY with heredocs", cases["copy_heredoc"].size());
}

TEST(DockerfileTables, RunWithHeredocs) {
  const json cases = slipway::conformance::load_cases("dockerfile/tables.json");
  for (const json& entry : cases["run_heredoc"]) {
    const auto instruction = instruction_of(entry["dockerfile"]);
    ASSERT_TRUE(instruction) << instruction.error().because;
    const auto& run = std::get<RunInstruction>(instruction->content);
    EXPECT_EQ(json(run.arguments), entry["command"]) << entry;
    EXPECT_EQ(run.prepend_shell, entry["shell"]) << entry;
    const json files = entry.value("files", json::array());
    ASSERT_EQ(run.files.size(), files.size()) << entry;
    for (std::size_t index = 0; index < files.size(); ++index) {
      EXPECT_EQ(run.files[index].name, files[index]["Name"]);
      EXPECT_EQ(run.files[index].data, files[index]["Data"]);
      EXPECT_EQ(run.files[index].chomp, files[index].value("Chomp", false));
    }
  }
  slipway::conformance::report("RUN with heredocs", cases["run_heredoc"].size());
}

TEST(DockerfileTables, FlagsThatAreUsed) {
  const json cases = slipway::conformance::load_cases("dockerfile/tables.json");
  const auto tree = parse_dockerfile(cases["flags_used"]["dockerfile"].get<std::string>());
  ASSERT_TRUE(tree);
  const auto flags = InstructionFlags::parse(
      tree->nodes.front().flags,
      {{"mount", InstructionFlags::Kind::list}, {"network", InstructionFlags::Kind::text}});
  ASSERT_TRUE(flags);
  EXPECT_EQ(json(flags->used()), cases["flags_used"]["used"]);
  slipway::conformance::report("flags", 1);
}

TEST(DockerfileTables, Directives) {
  const json cases = slipway::conformance::load_cases("dockerfile/tables.json");
  std::size_t checked = 0;
  for (const json& entry : cases["directives_all"]) {
    DirectiveReader reader;
    json found = json::array();
    std::string text = entry["text"];
    while (!text.empty() && !reader.done()) {
      const std::size_t end = text.find('\n');
      const auto directive = reader.read(text.substr(0, end));
      ASSERT_TRUE(directive) << entry;
      if (*directive) {
        found.push_back({(*directive)->name, (*directive)->value});
      }
      text = end == std::string::npos ? "" : text.substr(end + 1);
    }
    EXPECT_EQ(found, entry["directives"]) << entry;
    ++checked;
  }
  const auto expect_value = [&checked](const json& entry, const std::optional<DirectiveValue>& found) {
    ASSERT_EQ(found.has_value(), !entry["ref"].is_null()) << entry;
    if (found) {
      EXPECT_EQ(found->reference, entry["ref"]) << entry;
      if (!entry["cmdline"].is_null()) {
        EXPECT_EQ(found->command_line, entry["cmdline"]) << entry;
      }
      if (!entry["line"].is_null()) {
        EXPECT_EQ(found->line, entry["line"]) << entry;
      }
    }
    ++checked;
  };
  for (const json& entry : cases["detect_syntax"]) {
    expect_value(entry, detect_syntax(entry["text"].get<std::string>()));
  }
  for (const json& entry : cases["parse_directive_check"]) {
    expect_value(entry, find_directive(entry["text"].get<std::string>(), "check"));
  }
  slipway::conformance::report("directives", checked);
}

}  // namespace
