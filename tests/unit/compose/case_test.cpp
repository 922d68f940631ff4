// Compares the reader with what docker compose itself made of the same files: see record_cases.sh.
#include "classify/memory_tree.hpp"
#include "compose/model.hpp"
#include "model_json.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace slipway::compose {
namespace {

namespace fs = std::filesystem;

std::string file_content(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

struct Case {
  classify::MemoryTree tree;
  LoadOptions options;
};

void read_case(const fs::path& directory, Case& read) {
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) {
      read.tree.add(entry.path().lexically_relative(directory).string(), file_content(entry.path()));
    }
  }
  read.options.host_directory = "hey-orac";
  std::istringstream arguments(file_content(directory / "arguments"));
  std::string kind;
  std::string value;
  while (arguments >> kind >> std::ws && std::getline(arguments, value)) {
    if (kind == "file") {
      read.options.files.push_back(value);
    } else if (kind == "profile") {
      read.options.profiles.push_back(value);
    } else if (kind == "service") {
      read.options.services.push_back(value);
    } else {
      const auto equals = value.find('=');
      read.options.environment[value.substr(0, equals)] = value.substr(equals + 1);
    }
  }
}

/// check_cases.sh records with the compose that is installed, and looks at those records instead.
fs::path cases_directory() {
  const char* elsewhere = std::getenv("SLIPWAY_COMPOSE_CASES");
  return elsewhere != nullptr ? elsewhere : SLIPWAY_COMPOSE_CASES;
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(cases_directory())) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class ComposeCase : public testing::TestWithParam<std::string> {};

TEST_P(ComposeCase, IsReadAsComposeReadsIt) {
  const fs::path directory = cases_directory() / GetParam();
  Case read;
  read_case(directory, read);
  const auto model = load(read.tree, read.options);
  if (fs::exists(directory / "expected.error")) {
    ASSERT_FALSE(model) << "compose refuses this: " << file_content(directory / "expected.error");
    EXPECT_EQ(model.error().code, ExitCode::refused);
    EXPECT_FALSE(model.error().what.empty());
    EXPECT_FALSE(model.error().because.empty());
    EXPECT_FALSE(model.error().fix.empty());
    return;
  }
  ASSERT_TRUE(model) << model.error().what << " / " << model.error().because;
  const nlohmann::json expected =
      comparable_record(nlohmann::json::parse(file_content(directory / "expected.json")));
  const nlohmann::json found = model_json(*model);
  EXPECT_EQ(found, expected) << nlohmann::json::diff(expected, found).dump(1);
}

INSTANTIATE_TEST_SUITE_P(recorded, ComposeCase, testing::ValuesIn(case_names()), [](const auto& instance) {
  std::string name = instance.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace slipway::compose
