#pragma once

#include "init/survey.hpp"

#include <string>
#include <vector>

namespace slipway::init {

/// What a person decides about a new deployment.
struct Choices {
  std::string name;         ///< The deployment's.
  std::string host;         ///< As ssh knows it.
  std::string directory;    ///< On the host.
  std::string environment;  ///< Also the name of its preset.
  std::string ssh_config;   ///< A configuration for ssh in place of the person's own; empty if there is none.
  std::string generator = "Ninja";
  std::vector<std::string> env_files = {};     ///< Relative to the project; not in git.
  std::vector<std::string> secret_files = {};  ///< The same.
};

/// A file to write; the path is relative to the project.
struct NewFile {
  std::string path;
  std::string text;
};

/// What is wrong with a choice, in the words of slipway_add_deployment().
Result<void> check(const Choices& choices);

/// A name for the deployment that the rules allow, made from a directory's.
std::string name_from(std::string_view text);

/// CMakeLists.txt, CMakePresets.json and the scripts of the smoke tests that fit the services.
std::vector<NewFile> project_files(const Survey& survey, const Choices& choices);

}  // namespace slipway::init
