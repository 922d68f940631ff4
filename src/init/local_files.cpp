#include "init/local_files.hpp"

#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <array>

namespace slipway::init {
namespace {

namespace fs = std::filesystem;

/// What a run sends of one file (deploy/plan/secret_files.cpp).
constexpr std::uintmax_t largest_file = 1U << 20U;

/// ".env.example" and the like, which people copy; empty if there is none.
std::string example_of(const fs::path& here, const std::string& path) {
  for (const std::string_view ending : {".example", ".sample", ".template", ".dist"}) {
    std::error_code error;
    std::string example = path + std::string(ending);
    if (fs::is_regular_file(here / example, error)) {
      return example;
    }
  }
  return {};
}

std::string use_of(const MissingFile& file) {
  if (file.services.empty()) {
    return "variables for the compose file";
  }
  const std::string services = join(file.services, ", ");
  switch (file.kind) {
    case MissingFile::Kind::variables:
      return "variables of " + services;
    case MissingFile::Kind::secret:
      return "a secret or config of " + services;
    case MissingFile::Kind::mounted:
      break;
  }
  return "mounted by " + services;
}

class Finder {
 public:
  Finder(const fs::path& here, const std::set<std::string>& unignored) : here_(here), unignored_(unignored) {}

  void look_for(const MissingFile& file) {
    std::error_code error;
    const fs::path place = here_ / file.path;
    const fs::file_status status = fs::status(place, error);
    if (fs::is_directory(status)) {
      if (file.kind == MissingFile::Kind::mounted && !fs::is_empty(place, error)) {
        note(file, "is not in git and stays here; if the host needs what is in it, copy it there");
      }
      return;
    }
    if (!fs::is_regular_file(status)) {
      look_elsewhere(file);
      return;
    }
    if (const auto size = fs::file_size(place, error); !error && size > largest_file) {
      note(file, "is not in git, and too large to be sent with a deployment (1 MiB): copy it to the host");
      return;
    }
    if (file.kind == MissingFile::Kind::mounted && file.writable) {
      note(file,
           "is not in git and stays here: copy it to the host if it is needed there; or, if nothing is to "
           "write "
           "to it, mount it read-only (:ro) and name it in SECRET_FILES");
      return;
    }
    take(file, unignored_.contains(file.path)
                   ? fmt::format("git does not have it, and does not ignore it either: echo {} >> .gitignore",
                                 shell_quote_if_needed("/" + file.path))
                   : std::string("git ignores it"));
  }

  LocalFiles found() && { return std::move(found_); }

 private:
  void note(const MissingFile& file, const std::string& what) {
    found_.notes.push_back(fmt::format("{} ({}) {}", printable(file.path), use_of(file), what));
  }

  /// Without it compose would refuse the application on the host. Named all the same, a deployment asks for
  /// it before anything is sent.
  void look_elsewhere(const MissingFile& file) {
    if (file.kind == MissingFile::Kind::mounted || !file.required) {
      return;
    }
    const std::string example = example_of(here_, file.path);
    take(file, example.empty()
                   ? std::string("it is not here yet: write it before the first deployment")
                   : fmt::format("it is not here yet: cp {} {}, and fill it in before the first deployment",
                                 shell_quote_if_needed(example), shell_quote_if_needed(file.path)));
  }

  void take(const MissingFile& file, const std::string& why) {
    const bool variables = file.kind == MissingFile::Kind::variables;
    (variables ? found_.env_files : found_.secret_files).push_back(file.path);
    found_.notes.push_back(
        fmt::format("{} ({}) goes into {}: {}{}", printable(file.path), use_of(file),
                    variables ? "ENV_FILES" : "SECRET_FILES", why,
                    file.writable ? "; a service also mounts it: make that mount read-only (:ro), because "
                                    "deployments are refused after a service has written to it"
                                  : ""));
  }

  const fs::path& here_;
  const std::set<std::string>& unignored_;
  LocalFiles found_;
};

}  // namespace

LocalFiles find_local_files(const Survey& survey, const fs::path& here,
                            const std::set<std::string>& unignored) {
  Finder finder(here, unignored);
  for (const MissingFile& file : survey.missing) {
    finder.look_for(file);
  }
  return std::move(finder).found();
}

}  // namespace slipway::init
