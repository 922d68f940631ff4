#include "classify/memory_tree.hpp"
#include "conformance/cases.hpp"
#include "image/ignore/check_ignore.hpp"
#include "image/ignore/ignore_choice.hpp"
#include "image/ignore/ignore_set.hpp"
#include "util/file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

// Reading ignore files, and whole contexts: the files that BuildKit sends of a tree.

namespace slipway::conformance {
namespace {

using image::IgnoreRules;
using Names = std::set<std::string>;

std::vector<std::string> patterns_of(const image::IgnoreFile& file) {
  std::vector<std::string> patterns;
  for (const auto& line : file.lines) {
    patterns.push_back(line.pattern);
  }
  return patterns;
}

std::vector<std::string> strings(const nlohmann::json& list) {
  return list.is_null() ? std::vector<std::string>() : list.get<std::vector<std::string>>();
}

/// Reads `bytes` and compares with the patterns, the refusal while reading and the refusal of a pattern.
void expect_reading(const std::string& bytes, const nlohmann::json& test) {
  const auto file = image::read_ignore_file(bytes, ".dockerignore");
  const nlohmann::json read_error = test.value("read_error", nlohmann::json());
  ASSERT_EQ(!file, !read_error.is_null()) << test;
  if (!file) {
    EXPECT_NE(file.error().because.find(read_error.get<std::string>()), std::string::npos)
        << file.error().because;
    return;
  }
  if (test.contains("n_patterns")) {
    EXPECT_EQ(file->lines.size(), test.at("n_patterns").get<std::size_t>()) << test;
  } else {
    EXPECT_EQ(patterns_of(*file), strings(test.at("patterns"))) << test;
  }
  const auto rules = IgnoreRules::for_context(*file);
  const nlohmann::json& new_error = test.at("new_error");
  ASSERT_EQ(!rules, !new_error.is_null()) << test;
  if (!rules) {
    EXPECT_NE(rules.error().because.find(new_error.get<std::string>()), std::string::npos)
        << rules.error().because;
  }
}

TEST(Dockerignore, ReadAll) {
  const nlohmann::json data = load_cases("dockerignore.json");
  std::size_t count = 0;
  for (const auto& test : data.at("upstream_read_all")) {
    const auto file = image::read_ignore_file(test.at("input").get<std::string>(), ".dockerignore");
    ASSERT_TRUE(file);
    EXPECT_EQ(patterns_of(*file), strings(test.at("expected"))) << test;
    ++count;
  }
  report("dockerignore.json upstream_read_all", count);
}

TEST(Dockerignore, Lines) {
  const nlohmann::json data = load_cases("dockerignore.json");
  std::size_t count = 0;
  for (const auto& test : data.at("lines")) {
    // On a line of its own below another, so that no byte order mark is at the start of the file.
    const bool starts_with_mark = test.at("line").get<std::string>().starts_with("\ufeff");
    if (starts_with_mark) {
      expect_reading(test.at("line").get<std::string>(), test);
    } else {
      expect_reading("# a comment\n" + test.at("line").get<std::string>() + "\n", test);
    }
    ++count;
  }
  report("dockerignore.json lines", count);
}

TEST(Dockerignore, WholeFiles) {
  const nlohmann::json data = load_cases("dockerignore.json");
  std::size_t count = 0;
  for (const auto& test : data.at("whole_files")) {
    std::string bytes;
    if (test.contains("input_repeat")) {
      const auto& repeat = test.at("input_repeat");
      for (std::size_t i = 0; i < repeat.at(1).get<std::size_t>(); ++i) {
        bytes += repeat.at(0).get<std::string>();
      }
      bytes += repeat.at(2).get<std::string>();
    } else {
      bytes = test.at("input").get<std::string>();
    }
    expect_reading(bytes, test);
    ++count;
  }
  report("dockerignore.json whole_files", count);
}

std::string decode_base64(std::string_view text) {
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int held = 0;
  for (const char letter : text.substr(0, text.find('='))) {
    bits = (bits << 6U | static_cast<unsigned>(alphabet.find(letter))) & 0xFFFFU;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>(bits >> static_cast<unsigned>(held) & 0xFFU);
    }
  }
  return bytes;
}

TEST(Dockerignore, RawBytes) {
  const nlohmann::json data = load_cases("dockerignore.json");
  std::size_t count = 0;
  for (const auto& test : data.at("raw_bytes")) {
    const auto file = image::read_ignore_file(decode_base64(test.at("input_base64").get<std::string>()), "f");
    ASSERT_TRUE(file);
    const auto rules = IgnoreRules::for_context(*file);
    ASSERT_TRUE(rules);
    std::vector<std::string> patterns;
    for (const auto& rule : rules->rules()) {
      patterns.push_back(rule.pattern.text());
    }
    EXPECT_EQ(patterns, strings(test.at("patterns_as_json"))) << test;
    ++count;
  }
  report("dockerignore.json raw_bytes", count);
}

TEST(Dockerignore, UpstreamIntegration) {
  const nlohmann::json data = load_cases("dockerignore.json");
  std::size_t count = 0;
  for (const auto& test : data.at("upstream_integration")) {
    classify::MemoryTree tree;
    for (const std::string& path : strings(test.value("tree", nlohmann::json()))) {
      tree.add(path, "");
    }
    if (test.contains("ignore")) {
      tree.add(".dockerignore", test.at("ignore").get<std::string>());
    }
    const nlohmann::json files = test.value("files", nlohmann::json::object());
    for (const auto& [name, bytes] : files.items()) {
      tree.add(name, bytes.get<std::string>());
    }
    const auto rules = image::context_rules(tree, "", "Dockerfile");
    EXPECT_EQ(!rules, test.value("build_error", false)) << test;
    for (const std::string& path : strings(test.value("image", nlohmann::json()))) {
      EXPECT_FALSE(rules->verdict(path, false)->ignored) << path;
    }
    for (const std::string& path : strings(test.value("absent", nlohmann::json()))) {
      EXPECT_TRUE(rules->verdict(path, false)->ignored) << path;
    }
    const nlohmann::json expectations = test.value("expect", nlohmann::json::object());
    for (const auto& [dockerfile, expected] : expectations.items()) {
      const auto own = image::context_rules(tree, "", dockerfile);
      ASSERT_TRUE(own) << dockerfile;
      for (const auto& [path, included] : expected.items()) {
        EXPECT_EQ(!own->verdict(path, false)->ignored, included.get<bool>()) << dockerfile << " " << path;
      }
    }
    ++count;
  }
  report("dockerignore.json upstream_integration", count);
}

/// The directories on the way to `path`, each with a slash at its end.
Names directories_of(const std::string& path) {
  Names directories;
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    directories.insert(path.substr(0, slash + 1));
  }
  return directories;
}

/// Evaluates a context with its directories, and checks that no answer about a whole directory is wrong.
void expect_context(const nlohmann::json& test) {
  image::IgnoreFile file;
  for (const std::string& pattern : strings(test.at("patterns"))) {
    file.lines.push_back({pattern, file.lines.size() + 1});
  }
  const auto rules = IgnoreRules::for_context(file);
  ASSERT_TRUE(rules) << test;
  std::vector<std::string> paths = strings(test.at("tree"));
  const std::size_t files = paths.size();
  Names directories;
  for (const std::string& path : strings(test.at("tree"))) {
    directories.merge(directories_of(path));
  }
  paths.insert(paths.end(), directories.begin(), directories.end());
  const auto verdicts = image::evaluate_paths(*rules, paths);
  ASSERT_TRUE(verdicts) << test;
  Names included;
  Names sent_empty;
  Names directories_sent;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto& verdict = (*verdicts)[i];
    EXPECT_TRUE(verdict.exact) << test;
    if (!verdict.ignored) {
      (i < files ? included : directories_sent).insert(paths[i]);
    }
    if (verdict.sent_empty) {
      sent_empty.insert(paths[i]);
    }
  }
  EXPECT_EQ(included, test.at("in_context").get<Names>()) << test;
  EXPECT_EQ(directories_sent, test.at("dirs_sent").get<Names>()) << test;
  EXPECT_EQ(sent_empty, test.value("sent_as_empty_file", Names())) << test;
  for (const std::string& path : directories) {
    IgnoreRules::Directory directory = rules->root();
    std::istringstream names(path);
    for (std::string name; std::getline(names, name, '/');) {
      directory = rules->enter(directory, name)->directory;
    }
    const image::Below below = rules->below(directory);
    for (std::size_t i = 0; i < files && below != image::Below::mixed; ++i) {
      if (paths[i].starts_with(path)) {
        EXPECT_EQ((*verdicts)[i].ignored, below == image::Below::ignored) << paths[i] << " of " << test;
        EXPECT_FALSE((*verdicts)[i].sent_empty) << paths[i] << " of " << test;
      }
    }
  }
}

void expect_contexts(const char* group) {
  const nlohmann::json data = load_cases("dockerignore.json");
  std::size_t count = 0;
  for (const auto& test : data.at(group)) {
    expect_context(test);
    ++count;
  }
  report(group, count);
}

TEST(Dockerignore, Contexts) {
  expect_contexts("context_agree");
}
TEST(Dockerignore, ContextsWhereTheAlgorithmsDiffer) {
  expect_contexts("context_walk_vs_parents_differ");
}
TEST(Dockerignore, ContextsWithFilesThatArriveEmpty) {
  expect_contexts("context_sent_as_empty");
}

/// The same through the command, from a file on disk.
TEST(Dockerignore, ContextsThroughTheCommand) {
  const nlohmann::json data = load_cases("dockerignore.json");
  const auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory);
  const std::string name = directory->path() / "ignore file";
  std::size_t count = 0;
  for (const char* group : {"context_agree", "context_walk_vs_parents_differ", "context_sent_as_empty"}) {
    for (const auto& test : data.at(group)) {
      std::string bytes;
      for (const std::string& pattern : strings(test.at("patterns"))) {
        bytes += pattern + "\n";
      }
      ASSERT_TRUE(write_file(name, bytes));
      const Names included = test.at("in_context").get<Names>();
      std::string input;
      std::string expected;
      for (const std::string& path : strings(test.at("tree"))) {
        input += path + '\0';
        expected += (included.contains(path) ? "included\t" : "ignored\t") + path + "\n";
      }
      std::istringstream in(input);
      std::ostringstream out;
      std::ostringstream err;
      image::CheckIgnoreOptions options;
      options.ignore_file = name;
      options.stdin0 = true;
      EXPECT_TRUE(image::check_ignore(options, in, out, err)) << err.str();
      EXPECT_EQ(out.str(), expected) << test;
      const std::string warnings = err.str();
      EXPECT_EQ(static_cast<std::size_t>(std::count(warnings.begin(), warnings.end(), '\n')),
                test.value("sent_as_empty_file", Names()).size())
          << warnings;
      ++count;
    }
  }
  report("dockerignore.json contexts through check-ignore", count);
}

}  // namespace
}  // namespace slipway::conformance
