#include "deploy/plan/preset_values.hpp"

#include "util/file.hpp"
#include "util/json.hpp"

#include <unistd.h>

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

/// A preset's own variables win over inherited ones, and those of an earlier ancestor over a later one's.
void add_variables(const Presets& presets, const std::string& name, PresetValues& values, std::size_t depth) {
  constexpr std::size_t deepest_inheritance = 32;
  const auto preset = presets.find(name);
  if (preset == presets.end() || depth > deepest_inheritance) {
    return;
  }
  const Json variables = preset->second.value("cacheVariables", Json::object());
  for (const auto& [key, value] : variables.items()) {
    if (key.starts_with("SLIPWAY_")) {
      values.variables.emplace(key, text_of_variable(value));
    }
  }
  const Json inherits = preset->second.value("inherits", Json());
  if (inherits.is_string()) {
    add_variables(presets, inherits.get<std::string>(), values, depth + 1);
  } else if (inherits.is_array()) {
    for (const Json& ancestor : inherits) {
      if (ancestor.is_string()) {
        add_variables(presets, ancestor.get<std::string>(), values, depth + 1);
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
  bool by_itself = false;  ///< A build has found that an input is newer.
};

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

}  // namespace

std::optional<PresetValues> read_preset(const std::filesystem::path& directory, const std::string& preset) {
  const PresetFiles files = read_preset_files(directory);
  if (!files.configure.contains(preset)) {
    return std::nullopt;
  }
  PresetValues values{preset, {}};
  add_variables(files.configure, preset, values, 0);
  return values;
}

void remember_preset(const Settings& settings) {
  const Configuring cmake = look_at_cmake(settings.build_system.project_directory);
  if (!cmake.preset) {
    const auto outdated = cmake.by_itself ? std::nullopt : outdated_preset(settings);
    if (outdated && outdated->gone) {
      std::error_code ignored;
      std::filesystem::remove(note_of(settings), ignored);
    }
    return;
  }
  if (const auto values = read_preset(settings.build_system.project_directory, *cmake.preset)) {
    // Without the note nothing is compared later.
    static_cast<void>(write_file(note_of(settings),
                                 json_text({{"preset", values->preset}, {"variables", values->variables}})));
  }
}

std::optional<OutdatedPreset> outdated_preset(const Settings& settings) {
  const auto text = read_file(note_of(settings));
  const Json note = text ? Json::parse(*text, nullptr, false) : Json();
  const std::string name = text_at(note, "preset");
  if (settings.build_system.project_directory.empty() || name.empty() || !note.contains("variables")) {
    return std::nullopt;
  }
  const auto now = read_preset(settings.build_system.project_directory, name);
  std::map<std::string, std::string> then;
  for (const auto& [key, value] : note["variables"].items()) {
    then.emplace(key, text_of_variable(value));
  }
  if (now && now->variables == then) {
    return std::nullopt;
  }
  return OutdatedPreset{name, !now};
}

}  // namespace slipway::deploy
