#include "deploy/plan/preset_values.hpp"

#include "util/digest.hpp"
#include "util/file.hpp"
#include "util/json.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>
#include <fnmatch.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace slipway::deploy {
namespace {

using Presets = std::map<std::string, Json>;

/// The text of a member; empty if there is none, or it is something else.
std::string text_at(const Json& object, const char* key) {
  const auto member = object.is_object() ? object.find(key) : object.end();
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string{};
}

/// A member that is an array; an empty one if there is none, or it is something else.
Json array_at(const Json& object, const char* key) {
  const auto member = object.is_object() ? object.find(key) : object.end();
  return member != object.end() && member->is_array() ? *member : Json::array();
}

/// Adds the configure presets and workflows of a file and of those that it includes.
void collect_presets(const std::filesystem::path& file, std::set<std::filesystem::path>& seen,
                     Presets& configure, Presets& workflows) {
  if (!seen.insert(file.lexically_normal()).second) {
    return;
  }
  const auto text = read_file(file);
  const Json document = text ? Json::parse(*text, nullptr, false) : Json();
  for (const Json& included : array_at(document, "include")) {
    if (included.is_string()) {
      collect_presets(file.parent_path() / included.get<std::string>(), seen, configure, workflows);
    }
  }
  const auto add = [&document](const char* member, Presets& presets) {
    for (const Json& preset : array_at(document, member)) {
      if (std::string name = text_at(preset, "name"); !name.empty()) {
        presets.emplace(std::move(name), preset);
      }
    }
  };
  add("configurePresets", configure);
  add("workflowPresets", workflows);
}

struct PresetFiles {
  Presets configure;
  Presets workflows;
};

PresetFiles read_preset_files(const std::filesystem::path& directory) {
  PresetFiles files;
  std::set<std::filesystem::path> seen;
  for (const char* const name : {"CMakeUserPresets.json", "CMakePresets.json"}) {
    collect_presets(directory / name, seen, files.configure, files.workflows);
  }
  return files;
}

std::string text_of_variable(const Json& value) {
  if (value.is_object()) {
    return value.contains("value") ? text_of_variable(value["value"]) : std::string{};
  }
  if (value.is_boolean()) {
    return value.get<bool>() ? "TRUE" : "FALSE";
  }
  return value.is_string() ? value.get<std::string>() : std::string{};
}

/// What a preset sets, and the names that it sets to null, so that nothing is inherited for them.
struct Members {
  std::map<std::string, std::string> values;
  std::set<std::string> unset;

  void add(const Json& object) {
    if (!object.is_object()) {
      return;
    }
    for (const auto& [key, value] : object.items()) {
      if (values.contains(key) || unset.contains(key)) {
        continue;
      }
      if (value.is_null()) {
        unset.insert(key);
      } else {
        values.emplace(key, text_of_variable(value));
      }
    }
  }
};

/// A preset's own values win over inherited ones, and those of an earlier ancestor over a later one's.
void add_values(const Presets& presets, const std::string& name, Members& variables, Members& environment,
                std::size_t depth) {
  constexpr std::size_t deepest_inheritance = 32;
  const auto preset = presets.find(name);
  if (preset == presets.end() || depth > deepest_inheritance) {
    return;
  }
  variables.add(preset->second.value("cacheVariables", Json::object()));
  environment.add(preset->second.value("environment", Json::object()));
  const Json inherits = preset->second.value("inherits", Json());
  if (inherits.is_string()) {
    add_values(presets, inherits.get<std::string>(), variables, environment, depth + 1);
  } else if (inherits.is_array()) {
    for (const Json& ancestor : inherits) {
      if (ancestor.is_string()) {
        add_values(presets, ancestor.get<std::string>(), variables, environment, depth + 1);
      }
    }
  }
}

/// The words of the command that started a process.
std::vector<std::string> command_line_of(pid_t process) {
  std::vector<std::string> words;
  const auto text = read_file("/proc/" + std::to_string(process) + "/cmdline");
  std::string_view rest = text ? std::string_view(*text) : std::string_view{};
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    words.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return words;
}

std::filesystem::path note_of(const Settings& settings) {
  return settings.file.parent_path() / "preset.json";
}

/// What is known of the CMake process above this one.
struct Configuring {
  std::optional<std::string> preset;
  bool by_itself = false;            ///< A build has found that an input is newer.
  bool afresh = false;               ///< Without the cache of before.
  std::vector<std::string> set;      ///< Names given with -D.
  std::vector<std::string> removed;  ///< Patterns of names given with -U.

  /// Whether the cache has a variable of before after this.
  bool keeps(const std::string& name) const {
    return !afresh && std::find(set.begin(), set.end(), name) == set.end() &&
           std::none_of(removed.begin(), removed.end(), [&name](const std::string& pattern) {
             return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
           });
  }
};

/// The word after an option like -D, which may be written without a space.
std::string value_of_option(const std::vector<std::string>& words, std::size_t at) {
  constexpr std::size_t length = 2;
  if (words[at].size() > length) {
    return words[at].substr(length);
  }
  return at + 1 < words.size() ? words[at + 1] : std::string{};
}

Configuring look_at_cmake(const std::filesystem::path& directory) {
  const std::vector<std::string> words = command_line_of(::getppid());
  Configuring cmake;
  bool is_workflow = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool has_next = i + 1 < words.size() && !words[i + 1].starts_with("-");
    constexpr std::string_view option = "--preset";
    if (words[i].starts_with("--preset=")) {
      cmake.preset = words[i].substr(option.size() + 1);
    } else if ((words[i] == option || words[i] == "--workflow") && has_next) {
      cmake.preset = words[i + 1];
    }
    if (words[i].starts_with("-D")) {
      const std::string given = value_of_option(words, i);
      cmake.set.push_back(given.substr(0, given.find_first_of(":=")));
    } else if (words[i].starts_with("-U")) {
      cmake.removed.push_back(value_of_option(words, i));
    }
    cmake.afresh = cmake.afresh || words[i] == "--fresh";
    is_workflow = is_workflow || words[i] == "--workflow";
    cmake.by_itself =
        cmake.by_itself || words[i] == "--regenerate-during-build" || words[i] == "--check-build-system";
  }
  if (!cmake.preset || !is_workflow) {
    return cmake;
  }
  const PresetFiles files = read_preset_files(directory);
  const auto workflow = files.workflows.find(*cmake.preset);
  cmake.preset.reset();
  if (workflow != files.workflows.end()) {
    for (const Json& step : array_at(workflow->second, "steps")) {
      if (text_at(step, "type") == "configure") {
        cmake.preset = text_at(step, "name");
      }
    }
  }
  return cmake;
}

bool is_ours(std::string_view variable) {
  return variable.starts_with("SLIPWAY_");
}

/// Of what a preset gives to the environment, to tell a change; empty if it gives nothing.
std::string digest_of(const std::map<std::string, std::string>& environment) {
  return environment.empty()
             ? std::string{}
             : sha256_hex(Json(environment).dump(-1, ' ', true, Json::error_handler_t::replace));
}

Json read_note(const Settings& settings) {
  const auto text = read_file(note_of(settings));
  return text ? Json::parse(*text, nullptr, false) : Json();
}

/// Variables that the cache has from an earlier preset, or an earlier state of this one.
std::vector<std::string> left_over(const Settings& settings, const Configuring& cmake,
                                   const PresetValues& values) {
  const Json note = read_note(settings);
  std::set<std::string> earlier;
  if (note.is_object() && note.contains("variables")) {
    for (const auto& [key, value] : note["variables"].items()) {
      earlier.insert(key);
    }
  }
  for (const Json& name : array_at(note, "left_over")) {
    if (name.is_string()) {
      earlier.insert(name.get<std::string>());
    }
  }
  const auto cache = read_file(settings.build_system.build_directory / "CMakeCache.txt");
  std::vector<std::string> left;
  for (const std::string& name : earlier) {
    if (is_ours(name) && !values.variables.contains(name) && cmake.keeps(name) && cache &&
        cache->find("\n" + name + ":") != std::string::npos) {
      left.push_back(name);
    }
  }
  return left;
}

}  // namespace

std::optional<PresetValues> read_preset(const std::filesystem::path& directory, const std::string& preset) {
  const PresetFiles files = read_preset_files(directory);
  if (!files.configure.contains(preset)) {
    return std::nullopt;
  }
  Members variables;
  Members environment;
  add_values(files.configure, preset, variables, environment, 0);
  return PresetValues{preset, std::move(variables.values), std::move(environment.values)};
}

std::vector<std::string> remember_preset(const Settings& settings) {
  const Configuring cmake = look_at_cmake(settings.build_system.project_directory);
  if (!cmake.preset) {
    const auto outdated = cmake.by_itself ? std::nullopt : outdated_preset(settings);
    if (outdated && outdated->gone) {
      std::error_code ignored;
      std::filesystem::remove(note_of(settings), ignored);
    }
    return {};
  }
  const auto values = read_preset(settings.build_system.project_directory, *cmake.preset);
  if (!values) {
    return {};
  }
  const std::vector<std::string> left = left_over(settings, cmake, *values);
  Json note;
  note["preset"] = values->preset;
  note["variables"] = values->variables;
  note["environment"] = digest_of(values->environment);
  note["left_over"] = left;
  // Without the note nothing is compared later.
  static_cast<void>(write_file(note_of(settings), json_text(note)));
  std::vector<std::string> sentences;
  for (const std::string& name : left) {
    sentences.push_back(fmt::format(
        "the preset {} does not set {} any more, and the cache keeps its value; "
        "cmake --preset {} -B {} -U {}   (forgets it)",
        printable(values->preset), printable(name), shell_quote_if_needed(values->preset),
        shell_quote_if_needed(settings.build_system.build_directory.native()), shell_quote_if_needed(name)));
  }
  return sentences;
}

std::optional<OutdatedPreset> outdated_preset(const Settings& settings) {
  const Json note = read_note(settings);
  const std::string name = text_at(note, "preset");
  if (settings.build_system.project_directory.empty() || name.empty() || !note.contains("variables")) {
    return std::nullopt;
  }
  const auto now = read_preset(settings.build_system.project_directory, name);
  if (!now) {
    return OutdatedPreset{name, {}, true};
  }
  // An older note has only variables of ours.
  const bool is_whole = note.contains("environment");
  bool is_same = !is_whole || text_at(note, "environment") == digest_of(now->environment);
  std::map<std::string, std::string> then;
  std::vector<std::string> dropped;
  for (const auto& [key, value] : note["variables"].items()) {
    then.emplace(key, text_of_variable(value));
    if (!now->variables.contains(key)) {
      dropped.push_back(key);
    }
  }
  for (const auto& [key, value] : now->variables) {
    const auto before = then.find(key);
    const bool is_noted = is_whole || is_ours(key);
    is_same = is_same && (!is_noted || (before != then.end() && before->second == value));
  }
  if (is_same && dropped.empty()) {
    return std::nullopt;
  }
  return OutdatedPreset{name, dropped, false};
}

std::optional<std::string> preset_with_environment(const Settings& settings) {
  const Json note = read_note(settings);
  if (settings.build_system.project_directory.empty() || text_at(note, "environment").empty()) {
    return std::nullopt;
  }
  return text_at(note, "preset");
}

}  // namespace slipway::deploy
