#include "conformance/cases.hpp"
#include "image/dockerfile/dockerfile_directives.hpp"
#include "image/dockerfile/dockerfile_parser.hpp"
#include "image/dockerfile/instructions.hpp"
#include "image/go/code_points.hpp"

#include <fmt/format.h>

#include <string_view>

namespace {

using nlohmann::json;
using slipway::conformance::load_cases;
using slipway::conformance::read_data;
using slipway::image::DockerfileNode;
using slipway::image::DockerfileTree;

/// Go's strconv.Quote for what occurs in Dockerfiles.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  constexpr std::string_view control = "\a\b\t\n\v\f\r";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') {
      result += '\\';
      result += letter;
    } else if (const auto index = control.find(letter); index != std::string_view::npos) {
      result += '\\';
      result += std::string_view("abtnvfr")[index];
    } else if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned>(letter));
    } else {
      result += letter;
    }
  }
  return result + "\"";
}

/// Upstream's Node.Dump().
std::string dump(const DockerfileNode& node) {
  std::string text = slipway::image::to_lower(node.keyword);
  if (!node.flags.empty()) {
    text += " [";
    for (std::size_t index = 0; index < node.flags.size(); ++index) {
      text += (index == 0 ? "" : " ") + quoted(node.flags[index]);
    }
    text += "]";
  }
  if (node.trigger) {
    text += " (" + dump(*node.trigger) + ")";
  }
  for (const std::string& argument : node.arguments) {
    text += " " + quoted(argument);
  }
  return text;
}

std::string dump(const DockerfileTree& tree) {
  std::string text;
  for (const DockerfileNode& node : tree.nodes) {
    text += "(" + dump(node) + ")\n";
  }
  return text;
}

void expect_node(const DockerfileNode& node, const json& expected) {
  SCOPED_TRACE(expected.dump());
  EXPECT_EQ(node.keyword, expected["value"]);
  EXPECT_EQ(node.original, expected["original"]);
  EXPECT_EQ(node.start_line, expected["start"]);
  EXPECT_EQ(node.end_line, expected["end"]);
  EXPECT_EQ(node.json, expected.value("json", false));
  EXPECT_EQ(json(node.flags), expected.value("flags", json::array()));
  EXPECT_EQ(json(node.comments), expected.value("comments", json::array()));
  if (node.trigger) {
    ASSERT_EQ(expected["args"].size(), 1U);
    expect_node(*node.trigger, expected["args"][0]);
  } else {
    EXPECT_EQ(json(node.arguments), expected["args"]);
  }
}

/// What `expected` says of an instruction, in its own words.
struct Describe {
  json& out;

  void operator()(const slipway::image::RunInstruction& run) const {
    out["cmdline"] = run.arguments;
    out["shell"] = run.prepend_shell;
  }
  void operator()(const slipway::image::CopyInstruction& copy) const {
    out["sources"] = copy.sources;
    out["dest"] = copy.destination;
    out["chown"] = copy.chown;
    out["chmod"] = copy.chmod;
    out["link"] = copy.link;
    if (copy.add) {
      out["checksum"] = copy.checksum;
    } else {
      out["from"] = copy.from;
      out["parents"] = copy.parents;
    }
  }
  void operator()(const slipway::image::EnvInstruction& env) const { out["env"] = env.variables; }
  void operator()(const slipway::image::ArgInstruction& arg) const {
    out["args"] = json::array();
    for (const auto& argument : arg.arguments) {
      out["args"].push_back(
          {{"key", argument.name}, {"value", argument.value ? json(*argument.value) : json(nullptr)}});
    }
  }
  void operator()(const slipway::image::WorkdirInstruction& workdir) const { out["path"] = workdir.path; }
  void operator()(const slipway::image::UserInstruction& user) const { out["user"] = user.user; }
  void operator()(const slipway::image::OnbuildInstruction& onbuild) const {
    out["expression"] = onbuild.expression;
  }
  void operator()(const slipway::image::ShellInstruction&) const {}
  void operator()(const slipway::image::MetadataInstruction&) const {}
};

void expect_instruction(const slipway::image::Instruction& instruction, const json& expected) {
  SCOPED_TRACE(expected.dump());
  json found = {{"code", instruction.code}, {"lines", {instruction.start_line, instruction.end_line}}};
  std::visit(Describe{found}, instruction.content);
  for (const auto& [key, value] : expected.items()) {
    if (key == "name") {
      EXPECT_EQ(instruction.keyword, slipway::image::to_upper(value.get<std::string>()));
    } else if (!value.is_null() && found.contains(key)) {
      EXPECT_EQ(found[key], value) << key;
    }
  }
}

void expect_instructions(const DockerfileTree& tree, const json& expected) {
  const auto instructions = slipway::image::read_instructions(tree.nodes);
  if (expected.contains("instructions_error") && expected["instructions_error"].is_string()) {
    ASSERT_FALSE(instructions);
    // "dockerfile parse error on line 3: unknown flag: --user"
    std::string message = expected["instructions_error"];
    if (const auto line = message.find("line "); line != std::string::npos) {
      message = message.substr(line);
    }
    EXPECT_NE(instructions.error().because.find(message), std::string::npos) << instructions.error().because;
    return;
  }
  ASSERT_TRUE(instructions) << instructions.error().because;
  const json& stages = expected["stages"];
  ASSERT_EQ(instructions->stages.size(), stages.size());
  for (std::size_t index = 0; index < stages.size(); ++index) {
    const auto& stage = instructions->stages[index];
    EXPECT_EQ(stage.name, stages[index]["name"]);
    EXPECT_EQ(stage.base, stages[index]["base"]);
    EXPECT_EQ(stage.platform, stages[index]["platform"]);
    EXPECT_EQ(json({stage.start_line, stage.end_line}), stages[index]["lines"]);
    const json& commands = stages[index]["commands"];
    ASSERT_EQ(stage.instructions.size(), commands.size());
    for (std::size_t command = 0; command < commands.size(); ++command) {
      expect_instruction(stage.instructions[command], commands[command]);
    }
  }
  ASSERT_EQ(instructions->global_arguments.size(), expected["meta_args"].size());
  for (std::size_t index = 0; index < instructions->global_arguments.size(); ++index) {
    expect_instruction(instructions->global_arguments[index], expected["meta_args"][index]);
  }
}

void expect_parses(const std::string& directory) {
  const std::string text = read_data("dockerfile/" + directory + "/Dockerfile");
  const auto tree = slipway::image::parse_dockerfile(text);
  ASSERT_TRUE(tree) << tree.error().because;
  EXPECT_EQ(dump(*tree), read_data("dockerfile/" + directory + "/result"));
  const json expected = load_cases("dockerfile/" + directory + "/ast.json");
  EXPECT_EQ(std::string(1, tree->escape), expected["escape"]);
  ASSERT_EQ(tree->nodes.size(), expected["nodes"].size());
  for (std::size_t index = 0; index < tree->nodes.size(); ++index) {
    expect_node(tree->nodes[index], expected["nodes"][index]);
  }
  json warnings = json::array();
  for (const auto& warning : tree->warnings) {
    warnings.push_back(warning.message);
  }
  const json expected_warnings = expected.value("warnings", json());
  EXPECT_EQ(warnings, expected_warnings.is_null() ? json::array() : expected_warnings);
  const auto syntax = slipway::image::detect_syntax(text);
  const json expected_syntax = expected.value("syntax", json());
  ASSERT_EQ(syntax.has_value(), !expected_syntax.is_null());
  if (syntax) {
    EXPECT_EQ(syntax->reference, expected_syntax["ref"]);
    EXPECT_EQ(syntax->command_line, expected_syntax["cmdline"]);
    EXPECT_EQ(syntax->line, expected_syntax["line"]);
  }
  expect_instructions(*tree, expected);
}

TEST(DockerfileTree, IsThatOfBuildKit) {
  const json index = load_cases("dockerfile/index.json");
  std::size_t parsed = 0;
  std::size_t refused = 0;
  for (const json& entry : index["entries"]) {
    const std::string directory = entry["dir"];
    SCOPED_TRACE(directory);
    if (entry.contains("parse_error")) {
      const auto tree =
          slipway::image::parse_dockerfile(read_data("dockerfile/" + directory + "/Dockerfile"));
      ASSERT_FALSE(tree);
      EXPECT_NE(tree.error().because.find(entry["parse_error"].get<std::string>()), std::string::npos)
          << tree.error().because;
      ++refused;
    } else if (!entry.contains("ast_lines")) {
      expect_parses(directory);
      ++parsed;
    }
  }
  slipway::conformance::report("Dockerfiles parsed", parsed);
  slipway::conformance::report("Dockerfiles refused", refused);
}

TEST(DockerfileTree, KnowsItsLines) {
  const json index = load_cases("dockerfile/index.json");
  std::size_t checked = 0;
  for (const json& entry : index["entries"]) {
    if (!entry.contains("ast_lines")) {
      continue;
    }
    const auto tree = slipway::image::parse_dockerfile(
        read_data("dockerfile/" + entry["dir"].get<std::string>() + "/Dockerfile"));
    ASSERT_TRUE(tree);
    json lines = json::array();
    for (const DockerfileNode& node : tree->nodes) {
      lines.push_back({node.start_line, node.end_line});
    }
    EXPECT_EQ(lines, entry["child_lines"]);
    EXPECT_EQ(json({tree->nodes.front().start_line, tree->nodes.back().end_line}), entry["ast_lines"]);
    ++checked;
  }
  slipway::conformance::report("line numbers", checked);
}

}  // namespace
