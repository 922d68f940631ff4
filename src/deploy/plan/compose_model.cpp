#include "deploy/plan/compose_model.hpp"

#include "deploy/plan/secret_files.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace slipway::deploy {

namespace fs = std::filesystem;

namespace {

/// What a reader of the tree alone has to warn of: files and variables that ENV_FILES or a SECRET_COMMAND
/// brings.
void drop_answered_warnings(compose::Model& model, const Application& application) {
  std::set<std::string> places;
  for (const std::string& file : application.env_files) {
    if (const auto place = place_of_secret(application, file)) {
      places.insert(*place);
    }
  }
  for (const SecretCommand& secret : application.secret_commands) {
    if (const auto place = place_of_secret(application, secret.name)) {
      places.insert(*place);
    }
  }
  const std::string dotenv = model.project_directory + (model.project_directory.empty() ? ".env" : "/.env");
  const bool has_dotenv = places.contains(dotenv);
  std::erase_if(model.warnings, [&](const compose::Warning& warning) {
    if (warning.name == "unknown-variable" || warning.name == "required-variable") {
      return has_dotenv;
    }
    const auto service = model.services.find(warning.service);
    if (warning.name != "env-file-not-in-tree" || service == model.services.end()) {
      return false;
    }
    const auto& files = service->second.environment_files;
    return std::any_of(files.begin(), files.end(), [&](const auto& file) {
      return file.location.file == warning.location.file && file.location.line == warning.location.line &&
             places.contains(file.path.path);
    });
  });
}

}  // namespace

Result<std::vector<std::string>> compose_files_in_root(const Application& application) {
  std::vector<std::string> files;
  std::error_code error;
  const fs::path root = fs::weakly_canonical(application.root, error);
  for (const std::string& file : application.compose_files) {
    const fs::path relative =
        fs::weakly_canonical(application.source_directory / file, error).lexically_relative(root);
    if (relative.empty() || *relative.begin() == "..") {
      return fail(ExitCode::usage, fmt::format("the compose file `{}` is not below ROOT", printable(file)),
                  fmt::format("ROOT is `{}`", printable(application.root.native())),
                  "set ROOT to a directory that contains all compose files");
    }
    files.push_back(relative.native());
  }
  return files;
}

Result<compose::Model> load_compose_model(const classify::Tree& tree, const Settings& settings,
                                          const std::vector<std::string>& files,
                                          const std::string& host_directory) {
  compose::LoadOptions options;
  options.files = files;
  options.host_directory = host_directory.empty() ? settings.place.directory : host_directory;
  options.services = settings.application.services;
  options.project_name = settings.application.project_name;
  SLIPWAY_TRY_ASSIGN(compose::Model model, compose::load(tree, options));
  drop_answered_warnings(model, settings.application);
  return model;
}

}  // namespace slipway::deploy
