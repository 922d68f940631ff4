#include "classify/memory_tree.hpp"
#include "conformance/cases.hpp"
#include "image/predict/layers.hpp"

#include <map>
#include <set>

namespace {

using nlohmann::json;
using slipway::classify::EntryKind;
using slipway::classify::MemoryTree;
using slipway::image::BuildOptions;
using slipway::image::ImageModel;
using slipway::image::ImageSource;
using slipway::image::LayersPrediction;
using slipway::image::LayerVerdict;

/// Why a scenario cannot be told by two git trees; empty where it can.
std::string beyond_git(const json& scenario) {
  for (const auto& [key, value] : scenario["opts"].items()) {
    if (key.find("nocache") != std::string::npos) {
      return "the cache is switched off";
    }
    if (key != "a_opts" && key != "b_opts" && key != "named") {
      return "option " + key;
    }
    for (const json& option : key == "named" ? json::array() : value) {
      const auto name = option.get<std::string>().substr(0, option.get<std::string>().find(':'));
      if (name != "build-arg" && name != "label" && name != "target" && name != "platform" &&
          name != "filename") {
        return "option " + name;
      }
    }
  }
  for (const auto& [path, entry] : scenario["change"].items()) {
    if (entry.is_object() && entry.contains("mode") && entry["mode"] != 0755 && entry["mode"] != 0644) {
      return "git keeps no mode but the executable bit";
    }
    if (entry.is_object() && entry.contains("mtime") && entry.contains("data")) {
      return "git keeps no times";
    }
    if (entry.is_object() && entry.contains("dir")) {
      return "git keeps no directories";
    }
  }
  return {};
}

void put(MemoryTree& tree, const std::string& path, const json& entry) {
  if (entry.is_null()) {
    tree.remove(path);
  } else if (entry.is_string()) {
    // What takes the place of a directory, or lies below what was a file, replaces it.
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      if (tree.nodes().count(path.substr(0, slash)) != 0) {
        tree.remove(path.substr(0, slash));
      }
    }
    const auto old = tree.nodes().find(path);
    const EntryKind kind = old != tree.nodes().end() && old->second.kind == EntryKind::executable
                               ? EntryKind::executable
                               : EntryKind::file;
    tree.remove(path);
    tree.add(path, entry.get<std::string>(), kind);
  } else if (entry.contains("link")) {
    tree.remove(path);
    tree.add(path, entry["link"].get<std::string>(), EntryKind::symlink);
  } else {
    const auto old = tree.nodes().find(path);
    const std::string text = entry.contains("data")      ? entry["data"].get<std::string>()
                             : old != tree.nodes().end() ? old->second.content
                                                         : std::string();
    const EntryKind kind =
        entry.contains("mode") && entry["mode"] == 0755 ? EntryKind::executable : EntryKind::file;
    tree.add(path, text, kind);
  }
}

ImageSource source_of(const MemoryTree& tree, const json& scenario, const std::string& key) {
  ImageSource source;
  source.tree = &tree;
  BuildOptions& options = source.options;
  for (const json& option : scenario["opts"].value(key, json::array())) {
    const auto text = option.get<std::string>();
    const std::string value = text.substr(text.find(':') + 1);
    if (text.rfind("build-arg:", 0) == 0) {
      options.arguments[value.substr(0, value.find('='))] = value.substr(value.find('=') + 1);
    } else if (text.rfind("target:", 0) == 0) {
      options.target = value;
    } else if (text.rfind("platform:", 0) == 0) {
      options.platform = value;
    } else if (text.rfind("filename:", 0) == 0) {
      source.dockerfile = value;
    }
  }
  const json named = scenario["opts"].value("named", json::object());
  for (const auto& [name, directory] : named.items()) {
    options.contexts[name].directory = directory.get<std::string>();
  }
  return source;
}

std::multiset<std::string> names_of(const json& steps) {
  std::multiset<std::string> names;
  for (const json& step : steps) {
    const std::string name = step.is_string() ? step : step["step"];
    if (name.rfind("[context ", 0) != 0 && name.rfind("[internal]", 0) != 0) {
      names.insert(name);
    }
  }
  return names;
}

/// The words of the data for a verdict that a build cannot contradict.
bool agrees(LayerVerdict verdict, const std::string& observed, bool may_be_undecided) {
  switch (verdict) {
    case LayerVerdict::hit:
      return observed == "CACHED";
    case LayerVerdict::miss:
      return observed == "RAN" || observed == "ERR";
    case LayerVerdict::maybe:
      return may_be_undecided;
  }
  return false;
}

void check_scenario(const json& scenario, std::size_t& undecided) {
  MemoryTree before_tree;
  before_tree.add("bb/sh", "busybox", EntryKind::executable);
  for (const auto& [path, entry] : scenario["files"].items()) {
    put(before_tree, path, entry);
  }
  if (scenario["dockerfile"].is_string()) {
    before_tree.add("Dockerfile", scenario["dockerfile"].get<std::string>());
  }
  MemoryTree after_tree;
  for (const auto& [path, node] : before_tree.nodes()) {
    after_tree.add(path, node.content, node.kind);
  }
  for (const auto& [path, entry] : scenario["change"].items()) {
    put(after_tree, path, entry);
  }
  const auto before = ImageModel::load(source_of(before_tree, scenario, "a_opts"));
  ASSERT_TRUE(before) << before.error().because;
  const auto after = ImageModel::load(source_of(after_tree, scenario, "b_opts"));
  ASSERT_TRUE(after) << after.error().because;

  std::multiset<std::string> first_names;
  std::string whole_dockerfile;
  for (const auto& step : before->steps()) {
    first_names.insert(step.name);
  }
  EXPECT_EQ(first_names, names_of(scenario["first"]));

  const auto prediction = slipway::image::predict_layers(*before, *after);
  ASSERT_TRUE(prediction) << prediction.error().because;
  std::multiset<std::string> names;
  std::map<std::string, std::string> observed;
  for (const json& step : scenario["second"]) {
    observed[step["step"].get<std::string>()] = step["verdict"].get<std::string>();
  }
  const bool has_content_edge = scenario.dump().find("from=") != std::string::npos;
  const bool fails = scenario["rc"][1] != 0;  // A build that stops does not list what would come behind.
  EXPECT_EQ(fails, !prediction->problems.empty());
  for (const auto& layer : prediction->steps) {
    if (fails && observed.count(layer.step) == 0) {
      continue;
    }
    names.insert(layer.step);
    EXPECT_TRUE(agrees(layer.verdict, observed[layer.step], has_content_edge))
        << layer.step << " was predicted " << name_of(layer.verdict) << " (" << layer.cause << ") and was "
        << observed[layer.step];
    undecided += layer.verdict == LayerVerdict::maybe ? 1 : 0;
  }
  EXPECT_EQ(names, names_of(scenario["second"]));
}

TEST(CopySemantics, LayersArePredictedAsBuildKitBuildsThem) {
  const json cases = slipway::conformance::load_cases("copy_semantics.json");
  std::size_t checked = 0;
  std::size_t undecided = 0;
  for (const json& scenario : cases["scenarios"]) {
    SCOPED_TRACE(scenario["name"].get<std::string>());
    if (const std::string reason = beyond_git(scenario); !reason.empty()) {
      std::printf("left out: %s: %s\n", scenario["name"].get<std::string>().c_str(), reason.c_str());
      continue;
    }
    check_scenario(scenario, undecided);
    ++checked;
  }
  std::printf("%zu steps undecided across a content edge\n", undecided);
  slipway::conformance::report("layer scenarios", checked);
}

}  // namespace
