#include "deploy/plan/known_deployments.hpp"

#include "util/file.hpp"
#include "util/text.hpp"

#include <algorithm>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

fs::path list_file(const git::Repository& repository) {
  return repository.common_directory() / "slipway" / "deployments";
}

std::vector<std::string> listed(const git::Repository& repository) {
  const auto text = read_file(list_file(repository));
  return text ? split(*text, '\n') : std::vector<std::string>{};
}

}  // namespace

std::vector<Settings> known_deployments(const git::Repository& repository) {
  std::vector<Settings> known;
  for (const std::string& file : listed(repository)) {
    // Build directories come and go; one that has gone is no error.
    if (auto settings = load_settings(file)) {
      known.push_back(std::move(*settings));
    }
  }
  return known;
}

void remember_deployment(const git::Repository& repository, const Settings& settings) {
  std::error_code error;
  const std::string file = fs::absolute(settings.file, error).native();
  std::vector<std::string> lines = listed(repository);
  if (error || file.find('\n') != std::string::npos ||
      std::find(lines.begin(), lines.end(), file) != lines.end()) {
    return;
  }
  std::erase_if(lines, [&](const std::string& line) { return !fs::exists(line, error); });
  lines.push_back(file);
  fs::create_directories(list_file(repository).parent_path(), error);
  [[maybe_unused]] const auto written = write_file(list_file(repository), join(lines, "\n") + "\n");
}

}  // namespace slipway::deploy
