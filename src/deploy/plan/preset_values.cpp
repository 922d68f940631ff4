#include "deploy/plan/preset_values.hpp"

#include "util/file.hpp"
#include "util/json.hpp"

#include <unistd.h>

#include <set>
#include <string_view>
#include <vector>

namespace slipway::deploy {
namespace {

using Presets = std::map<std::string, Json>;

/// Adds the configure presets and workflows of a file and of those that it includes.
void collect_presets(const std::filesystem::path& file, std::set<std::filesystem::path>& seen,
                     Presets& configure, Presets& workflows) {
  if (!seen.insert(file.lexically_normal()).second) {
    return;
  }
  const auto text = read_file(file);
  const Json document = text ? Json::parse(*text, nullptr, false) : Json();
  if (!document.is_object()) {
    return;
  }
  for (const Json& included : document.value("include", Json::array())) {
    if (included.is_string()) {
      collect_presets(file.parent_path() / included.get<std::string>(), seen, configure, workflows);
    }
  }
  const auto add = [&document](const char* member, Presets& presets) {
    for (const Json& preset : document.value(member, Json::array())) {
      if (preset.is_object() && preset.contains("name") && preset["name"].is_string()) {
        presets.emplace(preset["name"].get<std::string>(), preset);
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

std::optional<PresetValues> find_preset(const Presets& presets, const std::string& preset) {
  if (!presets.contains(preset)) {
    return std::nullopt;
  }
  PresetValues values{preset, {}};
  add_variables(presets, preset, values, 0);
  return values;
}

}  // namespace

std::optional<PresetValues> read_preset(const std::filesystem::path& directory, const std::string& preset) {
  return find_preset(read_preset_files(directory).configure, preset);
}

std::optional<std::string> preset_being_configured(const std::filesystem::path& directory) {
  const std::vector<std::string> words = command_line_of(::getppid());
  bool is_workflow = false;
  std::optional<std::string> preset;
  for (std::size_t i = 0; i < words.size(); ++i) {
    is_workflow = is_workflow || words[i] == "--workflow";
    constexpr std::string_view option = "--preset";
    if (words[i].starts_with("--preset=")) {
      preset = words[i].substr(option.size() + 1);
    } else if (words[i] == option && i + 1 < words.size()) {
      preset = words[i + 1];
    }
  }
  if (!preset || !is_workflow) {
    return preset;
  }
  const PresetFiles files = read_preset_files(directory);
  const auto workflow = files.workflows.find(*preset);
  if (workflow == files.workflows.end()) {
    return std::nullopt;
  }
  for (const Json& step : workflow->second.value("steps", Json::array())) {
    if (step.is_object() && step.value("type", std::string{}) == "configure") {
      return step.value("name", std::string{});
    }
  }
  return std::nullopt;
}

void remember_preset(const Settings& settings) {
  const auto preset = preset_being_configured(settings.project_directory);
  if (!preset) {
    return;
  }
  const auto values = read_preset(settings.project_directory, *preset);
  if (values) {
    // Without the note nothing is compared later.
    static_cast<void>(write_file(note_of(settings),
                                 json_text({{"preset", values->preset}, {"variables", values->variables}})));
  }
}

std::optional<std::string> outdated_preset(const Settings& settings) {
  const auto text = read_file(note_of(settings));
  const Json note = text ? Json::parse(*text, nullptr, false) : Json();
  if (!note.is_object() || !note.contains("preset") || !note["preset"].is_string() ||
      !note.contains("variables")) {
    return std::nullopt;
  }
  const auto name = note["preset"].get<std::string>();
  const auto now = read_preset(settings.project_directory, name);
  std::map<std::string, std::string> then;
  for (const auto& [key, value] : note["variables"].items()) {
    then.emplace(key, text_of_variable(value));
  }
  return now && now->variables != then ? std::optional(name) : std::nullopt;
}

}  // namespace slipway::deploy
