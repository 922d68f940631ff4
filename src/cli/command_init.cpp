#include "cli/command.hpp"
#include "cli/print.hpp"
#include "deploy/plan/planner.hpp"
#include "deploy/plan/project_lint.hpp"
#include "git/repository.hpp"
#include "init/advice.hpp"
#include "init/local_files.hpp"
#include "init/survey.hpp"
#include "init/written_files.hpp"
#include "report/plan_report.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <optional>
#include <set>

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

struct InitOptions {
  init::Choices choices;
  std::vector<std::string> compose_files;
  bool yes = false;
};

/// Where the project lies in its repository, and what HEAD has of it.
struct Project {
  git::Repository repository;
  std::string tree;
};

Result<Project> open_project(const fs::path& here) {
  SLIPWAY_TRY_ASSIGN(git::Repository repository, git::Repository::open(here));
  SLIPWAY_TRY_ASSIGN(const std::string head, repository.resolve("HEAD"));
  std::error_code error;
  const fs::path relative =
      fs::weakly_canonical(here, error).lexically_relative(fs::weakly_canonical(repository.top(), error));
  SLIPWAY_TRY_ASSIGN(std::string tree,
                     repository.tree_id(head, relative == "." ? std::string{} : relative.native()));
  return Project{std::move(repository), std::move(tree)};
}

/// The compose project in the commit; where it is only in the working tree, that is said.
Result<init::Survey> survey_project(const Project& project, const InitOptions& options) {
  auto found =
      init::survey(*project.repository.tree(project.tree), options.compose_files, options.choices.directory);
  if (found) {
    return found;
  }
  std::vector<std::string> names = options.compose_files;
  if (names.empty()) {
    names = {"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"};
  }
  const auto tree = project.repository.tree(project.tree);
  bool has_any = false;
  for (const std::string& name : names) {
    std::error_code error;
    const auto committed = tree->find(name);
    has_any = has_any || (committed && *committed);
    if (fs::exists(name, error) && committed && !*committed) {
      return fail(ExitCode::refused,
                  fmt::format("the compose file `{}` is not in the last commit", printable(name)),
                  "Slipway deploys commits, and the file is only in the working tree",
                  fmt::format("git add {0} && git commit -m 'Add {0}' -- {0}\nslipway init",
                              shell_quote_if_needed(name)));
    }
  }
  if (!has_any) {
    return fail(found.error().code, found.error().what, found.error().because,
                "commit the compose file, or name it: slipway init --compose-file <file>");
  }
  return found;
}

deploy::Settings settings_of(const init::Survey& survey, const init::Choices& choices, const fs::path& here) {
  deploy::Settings settings;
  settings.place.deployment = choices.name;
  settings.place.environment = choices.environment;
  settings.place.host = choices.host;
  settings.place.directory = choices.directory;
  settings.application.source_directory = here;
  settings.application.compose_files = survey.compose_files;
  settings.application.root =
      survey.root_is_here ? here : (here / survey.compose_files.front()).parent_path();
  settings.application.env_files = choices.env_files;
  settings.application.secret_files = choices.secret_files;
  return settings;
}

/// Says what a first deployment does, and what is risky about it. What the plan would refuse is refused
/// before anything is written.
Result<void> say_plan(const Project& project, const init::Survey& survey, const init::Choices& choices,
                      const fs::path& here) {
  const deploy::Settings settings = settings_of(survey, choices, here);
  SLIPWAY_TRY_ASSIGN(const deploy::Target target,
                     deploy::find_target(project.repository, settings.application, {}));
  SLIPWAY_TRY_ASSIGN(const deploy::PlannedRelease planned,
                     deploy::make_plan(project.repository, settings, target, {}, {}));
  say("\nThe first deployment:\n" + report::plan_summary(planned.plan));
  SLIPWAY_TRY_ASSIGN(
      const deploy::LintReport report,
      deploy::lint_application(project.repository, settings, {target.commit.commit, target.root}));
  if (const std::string risks = init::risk_text(survey, report.findings); !risks.empty()) {
    say(risks);
  }
  return {};
}

/// The paths below `here` that git neither has nor ignores.
Result<std::set<std::string>> unignored(const Project& project, const fs::path& here) {
  SLIPWAY_TRY_ASSIGN(const auto uncommitted, project.repository.uncommitted({}));
  std::error_code error;
  const fs::path top = fs::weakly_canonical(project.repository.top(), error);
  const fs::path base = fs::weakly_canonical(here, error);
  std::set<std::string> paths;
  for (const git::UncommittedPath& path : uncommitted) {
    paths.insert((top / path.path).lexically_relative(base).native());
  }
  return paths;
}

/// What the project reads and git does not have is sent as an env or secret file.
Result<void> place_local_files(const Project& project, const init::Survey& survey, init::Choices& choices,
                               const fs::path& here) {
  SLIPWAY_TRY_ASSIGN(const auto paths, unignored(project, here));
  init::LocalFiles files = init::find_local_files(survey, here, paths);
  choices.env_files = std::move(files.env_files);
  choices.secret_files = std::move(files.secret_files);
  if (!files.notes.empty()) {
    say("\nNot in git, but read by the application:\n  " + join(files.notes, "\n  "));
  }
  return {};
}

Result<void> refuse_existing(const std::vector<init::NewFile>& files) {
  std::vector<std::string> existing;
  for (const init::NewFile& file : files) {
    std::error_code error;
    if (fs::symlink_status(file.path, error).type() != fs::file_type::not_found) {
      existing.push_back(file.path);
    }
  }
  if (existing.empty()) {
    return {};
  }
  return fail(ExitCode::refused, "`slipway init` does not overwrite files; it wrote nothing",
              fmt::format("the project already has {}", join(existing, ", ")),
              "add slipway_add_deployment() to the project by hand: "
              "docs/reference/cmake/slipway_add_deployment.md");
}

/// What the person types; the proposal where that is nothing. Nothing at the end of the input.
std::optional<std::string> ask(std::string_view question, const std::string& proposal) {
  std::cerr << question << (proposal.empty() ? std::string{} : fmt::format(" [{}]", printable(proposal)))
            << ": " << std::flush;
  std::string line;
  if (!std::getline(std::cin, line)) {
    std::cerr << '\n';
    return {};
  }
  const std::string answer(trim(line));
  return answer.empty() ? proposal : answer;
}

tl::unexpected<Error> not_agreed() {
  return fail(ExitCode::refused, "you did not confirm; nothing was written", {},
              "run `slipway init` again and answer `y`, or run it with --yes");
}

std::string without_user(std::string_view host) {
  return std::string(host.substr(host.rfind('@') + 1));
}

/// Completes what the options leave open, by asking where somebody is there to answer.
Result<void> choose(init::Choices& choices, const fs::path& here, bool interactive) {
  if (choices.name.empty()) {
    choices.name = init::name_from(here.filename().native());
  }
  const auto complete = [&](std::string& choice, std::string_view question,
                            const std::string& proposal) -> Result<void> {
    if (!choice.empty()) {
      return {};
    }
    choice = proposal;
    if (interactive) {
      const auto answer = ask(question, proposal);
      if (!answer) {
        return not_agreed();
      }
      choice = *answer;
    }
    return {};
  };
  SLIPWAY_TRY(complete(choices.host, "Host, as in `ssh <host>`", {}));
  SLIPWAY_TRY(complete(choices.directory, "Directory on it", "~/" + choices.name));
  SLIPWAY_TRY(
      complete(choices.environment, "Name of this environment", init::name_from(without_user(choices.host))));
  return init::check(choices);
}

std::string summary(const init::Survey& survey) {
  std::string text = fmt::format("Found {}, with {}:\n", printable(join(survey.compose_files, ", ")),
                                 count_of(survey.services.size(), "service"));
  for (const init::ServiceFacts& service : survey.services) {
    text += fmt::format("  {}: {}", service.name, service.builds ? "built" : "image");
    if (!service.ports.empty()) {
      text += fmt::format(", {} {}", service.ports.size() == 1 ? "port" : "ports",
                          printable(join(service.ports, ", ")));
    }
    if (!service.has_health_check) {
      text += ", no health check: healthy will mean that it does not stop or restart";
    } else if (!service.vain_health_check.empty()) {
      text += fmt::format(", a health check that cannot fail: {}", printable(service.vain_health_check));
    } else {
      text += ", health check";
    }
    text += service.web ? fmt::format("; smoke test: {}{}", service.web->published, service.web->path)
                        : std::string("; smoke test: its container runs");
    text += '\n';
  }
  return text;
}

/// Creates a file that was not there; never through a link, never over another's.
Result<void> create(const init::NewFile& file) {
  const fs::path path = file.path;
  std::error_code error;
  if (path.has_parent_path()) {
    fs::create_directories(path.parent_path(), error);
  }
  const auto failed = [&](int reason) {
    return fail(ExitCode::failure, fmt::format("cannot create `{}`", file.path), std::strerror(reason),
                "correct that and run `slipway init` again; what it had written so far is removed");
  };
  const int handle = ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (handle < 0) {
    return failed(errno);
  }
  std::string_view rest = file.text;
  while (!rest.empty()) {
    const ssize_t written = ::write(handle, rest.data(), rest.size());
    if (written < 0 && errno != EINTR) {
      const int reason = errno;
      ::close(handle);
      fs::remove(path, error);
      return failed(reason);
    }
    rest.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  if (::close(handle) != 0) {
    const int reason = errno;
    fs::remove(path, error);
    return failed(reason);
  }
  return {};
}

/// All of the files, or none.
Result<void> create_all(const std::vector<init::NewFile>& files) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (auto created = create(files[i]); !created) {
      std::error_code error;
      for (std::size_t done = 0; done < i; ++done) {
        fs::remove(files[done].path, error);
      }
      // Only directories that are empty go: what else lies there is not ours.
      ::rmdir("tests/smoke");
      ::rmdir("tests");
      return created;
    }
  }
  return {};
}

bool on_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  for (const std::string& directory : split(path == nullptr ? "" : path, ':')) {
    if (::access((fs::path(directory) / program).c_str(), X_OK) == 0) {
      return true;
    }
  }
  return false;
}

/// What CMake has to be told so that it finds the package this helper belongs to; empty where it finds it by
/// itself: under a prefix of the system, or whose bin directory is on the PATH.
std::string prefix_argument() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  const fs::path prefix = self.parent_path().parent_path();
  if (error || !fs::exists(prefix / "share/cmake/Slipway/SlipwayConfig.cmake", error) || prefix == "/usr" ||
      prefix == "/usr/local") {
    return {};
  }
  const char* path = std::getenv("PATH");
  for (const std::string& directory : split(path == nullptr ? "" : path, ':')) {
    if (fs::equivalent(directory, self.parent_path(), error)) {
      return {};
    }
  }
  return " -D " + shell_quote_if_needed("CMAKE_PREFIX_PATH=" + prefix.native());
}

Result<ExitCode> run_init(InitOptions options) {
  const fs::path here = fs::current_path();
  SLIPWAY_TRY(refuse_existing({{"CMakeLists.txt", {}}, {"CMakePresets.json", {}}}));
  SLIPWAY_TRY_ASSIGN(const Project project, open_project(here));
  const bool interactive = !options.yes && ::isatty(STDIN_FILENO) != 0;
  if (!options.yes && !interactive) {
    return fail(ExitCode::refused, "`slipway init` cannot ask its questions; it wrote nothing",
                "standard input is not a terminal", "slipway init --host <host> --yes");
  }
  SLIPWAY_TRY_ASSIGN(const init::Survey survey, survey_project(project, options));
  say(summary(survey));
  SLIPWAY_TRY(choose(options.choices, here, interactive));
  SLIPWAY_TRY(place_local_files(project, survey, options.choices, here));
  SLIPWAY_TRY(say_plan(project, survey, options.choices, here));
  options.choices.generator = on_path("ninja") ? "Ninja" : "Unix Makefiles";

  const std::vector<init::NewFile> files = init::project_files(survey, options.choices);
  SLIPWAY_TRY(refuse_existing(files));
  if (interactive) {
    say("\nTo be written, with nothing else changed:");
    for (const init::NewFile& file : files) {
      say("  " + file.path);
    }
    const auto answer = ask("Write them? yes or no", "no");
    if (!answer || (*answer != "yes" && *answer != "y")) {
      return not_agreed();
    }
  }
  SLIPWAY_TRY(create_all(files));

  std::string text;
  for (const init::NewFile& file : files) {
    text += fmt::format("wrote {}\n", file.path);
  }
  const std::string& environment = options.choices.environment;
  text += fmt::format(
      "\n{0} goes to {1} on {2}. Next:\n\n"
      "    cmake --preset {3}{4}\n"
      "    cmake --build --preset {3}\n\n"
      "The first says what will be done, and why; the second does it. Then `ctest --preset {3}` asks the "
      "services.\n",
      options.choices.name, options.choices.directory, options.choices.host, environment, prefix_argument());
  print(text);
  return ExitCode::success;
}

Action declare_init(Arguments& arguments) {
  auto options = std::make_shared<InitOptions>();
  arguments.option("--host", options->choices.host,
                   "The host, as ssh knows it: an alias, a name, or user@name");
  arguments.option("--directory", options->choices.directory,
                   "The directory on the host (default: the deployment's name, in the home directory)");
  arguments.option("--environment", options->choices.environment,
                   "The name of the environment and of its preset (default: the host's name)");
  arguments.option("--ssh-config", options->choices.ssh_config,
                   "A configuration file for ssh instead of ~/.ssh/config");
  arguments.option("--name", options->choices.name, "The deployment's name (default: this directory's)");
  arguments.repeated("--compose-file", options->compose_files,
                     "A compose file, if compose does not find it by itself");
  arguments.flag("-y,--yes", options->yes, "Write the files without asking");
  return [options] { return run_init(*options); };
}

}  // namespace

const Command init_command{
    "init", "Set up a compose project for deployment: CMakeLists.txt, presets, smoke tests", declare_init};

}  // namespace slipway::cli
