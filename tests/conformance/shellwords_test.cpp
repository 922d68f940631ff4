#include "conformance/cases.hpp"
#include "image/dockerfile/shell_words.hpp"

#include <sstream>
#include <vector>

namespace {

using nlohmann::json;
using slipway::image::Environment;
using slipway::image::ShellLexer;

std::string unescape(const std::string& cell) {
  std::string text;
  for (std::size_t index = 0; index < cell.size(); ++index) {
    if (cell[index] == '\\' && index + 1 < cell.size()) {
      ++index;
      text += cell[index] == 't' ? '\t' : cell[index] == 'n' ? '\n' : cell[index];
    } else {
      text += cell[index];
    }
  }
  return text;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, '\t');) {
    cells.push_back(unescape(cell));
  }
  return cells;
}

Environment environment_of(const json& value) {
  Environment environment;
  if (value.is_array()) {
    environment = Environment(value.get<std::vector<std::string>>());
  } else {
    for (const auto& [name, text] : value.items()) {
      environment.set(name, text.get<std::string>());
    }
  }
  return environment;
}

// Columns: table, line, platform, operation, input, environment, expected, error, check, extra.
void check_row(const std::vector<std::string>& row) {
  const Environment environment = environment_of(json::parse(row[5]));
  const bool error_expected = row[7] == "1";
  const json extra = row.size() > 9 && !row[9].empty() ? json::parse(row[9]) : json::object();
  ShellLexer lexer;
  const auto result = lexer.process(row[4], environment);
  ASSERT_EQ(result.has_value(), !error_expected) << (result ? result->text : result.error());
  if (row[3] == "words") {
    if (result) {
      EXPECT_EQ(json(result->words), json::parse(row[6]));
    }
    ShellLexer raw({.raw_quotes = true, .skip_unset = true});
    const auto raw_result = raw.process(row[4], environment);
    const json expected_raw = extra.value("rawquotes_skipunset", json());
    ASSERT_EQ(raw_result.has_value(), !expected_raw.is_null());
    if (raw_result) {
      EXPECT_EQ(json(raw_result->words), expected_raw);
    }
    return;
  }
  if (result) {
    EXPECT_EQ(result->text, row[6]);
  }
  if (extra.contains("matched")) {
    EXPECT_EQ(json(lexer.matched()), extra["matched"]);
    EXPECT_EQ(json(lexer.unmatched()), extra["unmatched"]);
  }
}

TEST(ShellWords, ExpandsAndSplitsAsBuildKit) {
  std::istringstream lines(slipway::conformance::read_data("shellwords.tsv"));
  std::size_t checked = 0;
  std::size_t other_platform = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#' || line.rfind("table\t", 0) == 0) {
      continue;
    }
    const std::vector<std::string> row = cells_of(line);
    ASSERT_GE(row.size(), 8U) << line;
    if (row[2] == "W") {
      ++other_platform;  // Variable names without regard to case, which is Windows only.
      continue;
    }
    SCOPED_TRACE(line);
    check_row(row);
    ++checked;
  }
  std::printf("%zu rows are for Windows and were left out\n", other_platform);
  slipway::conformance::report("shell words", checked);
}

}  // namespace
