#include "deploy/compose_model.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::deploy {

namespace fs = std::filesystem;

Result<std::vector<std::string>> compose_files_in_root(const Settings& settings) {
  std::vector<std::string> files;
  std::error_code error;
  const fs::path root = fs::weakly_canonical(settings.root, error);
  for (const std::string& file : settings.compose_files) {
    const fs::path relative =
        fs::weakly_canonical(settings.source_directory / file, error).lexically_relative(root);
    if (relative.empty() || *relative.begin() == "..") {
      return fail(ExitCode::usage,
                  fmt::format("compose files below ROOT `{}`", printable(settings.root.native())),
                  fmt::format("`{}`", printable(file)), "set ROOT to a directory that contains all of them");
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
  options.host_directory = host_directory.empty() ? settings.directory : host_directory;
  options.services = settings.services;
  return compose::load(tree, options);
}

}  // namespace slipway::deploy
