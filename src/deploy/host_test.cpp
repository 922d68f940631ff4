#include "deploy/host_test.hpp"

#include "deploy/artifacts/elf.hpp"
#include "deploy/plan/journal.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/test_output.hpp"
#include "git/repository.hpp"
#include "host/connection.hpp"
#include "host/scripts.hpp"
#include "util/digest.hpp"
#include "util/file.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"
#include "util/tar.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>
#include <utility>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

/// No directory of tests is as deep as this.
constexpr int deepest_directory = 40;

bool lies_in(const fs::path& path, const fs::path& directory) {
  return !directory.empty() && path.native().starts_with(directory.native() + "/");
}

Result<void> add_tree(std::set<fs::path>& files, const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) {
    const auto follow = fs::directory_options::follow_directory_symlink;
    for (auto entry = fs::recursive_directory_iterator(path, follow, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      // A link that leads back up.
      if (entry.depth() > deepest_directory) {
        error = std::make_error_code(std::errc::too_many_symbolic_link_levels);
        break;
      }
      std::error_code ignored;
      if (entry->is_regular_file(ignored)) {
        files.insert(entry->path());
      }
    }
    if (error) {
      return fail(ExitCode::refused, fmt::format("`{}` cannot be read", printable(path.native())),
                  fmt::format("{}; it is among the FILES of slipway_run_tests_in()", error.message()),
                  fmt::format("ls -laR {}   (shows what is in the way)",
                              shell_quote_if_needed(printable(path.native()))));
    }
    return {};
  }
  if (!fs::is_regular_file(status)) {
    return fail(ExitCode::refused, fmt::format("`{}` does not exist", printable(path.native())),
                "it is among the FILES of slipway_run_tests_in(), or is the test itself", "build it first");
  }
  files.insert(path);
  return {};
}

/// Libraries of the system are those of the image.
void add_libraries(std::set<fs::path>& files, const Settings& settings, const fs::path& program) {
  const auto facts = examine_elf(program, settings.commands.host_tests.readelf, {});
  if (!facts) {
    return;
  }
  for (const std::string& name : facts->needed) {
    for (std::string directory : facts->run_path) {
      constexpr std::string_view origin = "$ORIGIN";
      if (directory.starts_with(origin)) {
        directory = program.parent_path().native() + directory.substr(origin.size());
      }
      const fs::path library = (fs::path(directory) / name).lexically_normal();
      std::error_code error;
      if ((lies_in(library, settings.build_system.build_directory) ||
           lies_in(library, settings.build_system.project_directory)) &&
          fs::is_regular_file(library, error)) {
        if (files.insert(library).second) {
          add_libraries(files, settings, library);
        }
        break;
      }
    }
  }
}

Result<std::string> tar_of(const std::vector<fs::path>& files) {
  Tar tar;
  for (const fs::path& file : files) {
    SLIPWAY_TRY_ASSIGN(const std::string content, read_file(file));
    std::error_code error;
    const bool is_executable =
        (fs::status(file, error).permissions() & fs::perms::owner_exec) != fs::perms::none;
    tar.add(file.native().substr(1), content, is_executable);
  }
  return std::move(tar).finish();
}

/// DIRECTORY of the deployment, as the host has it.
Result<std::string> directory_on_host(const Settings& settings, const std::string& run_directory) {
  if (const std::size_t at = run_directory.find("/.slipway/runs/"); at != std::string::npos) {
    return run_directory.substr(0, at);
  }
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  SLIPWAY_TRY_ASSIGN(const Journal journal,
                     load_journal(repository, settings.place.deployment, settings.place.record()));
  SLIPWAY_TRY_ASSIGN(const HostSession session, HostSession::open(settings, journal.deployed));
  return session.state().directory.raw();
}

}  // namespace

Result<std::vector<fs::path>> files_of_test(const Settings& settings, const fs::path& program) {
  std::set<fs::path> files;
  SLIPWAY_TRY(add_tree(files, program));
  add_libraries(files, settings, program);
  for (const fs::path& file : settings.commands.host_tests.files) {
    SLIPWAY_TRY(add_tree(files, file));
  }
  return std::vector<fs::path>(files.begin(), files.end());
}

Result<std::optional<int>> run_host_test(const Settings& settings, const HostTest& test) {
  SLIPWAY_TRY_ASSIGN(const auto files, files_of_test(settings, test.command.front()));
  SLIPWAY_TRY_ASSIGN(const std::string tar, tar_of(files));
  SLIPWAY_TRY_ASSIGN(const std::string directory, directory_on_host(settings, test.run_directory));
  const std::string nonce = host::make_nonce();
  std::vector<std::string> words{"exec",
                                 "/bin/sh",
                                 "-c",
                                 std::string(host::run_test_sh),
                                 "sh",
                                 nonce,
                                 directory,
                                 test.run_directory,
                                 settings.commands.host_tests.service,
                                 sha256_hex(tar),
                                 std::to_string(tar.size()),
                                 test.working_directory.native()};
  words.insert(words.end(), test.command.begin(), test.command.end());
  Command ssh{.argv = host::ssh_command_line(settings.place.ssh_config)};
  ssh.argv.insert(ssh.argv.end(),
                  {"-o", "ControlMaster=no", "-o", "ControlPath=none", "-o", "Compression=yes", "-T", "--",
                   settings.place.host, host::for_any_shell(shell_join(words))});
  SLIPWAY_TRY_ASSIGN(Child session,
                     Child::start(ssh, {.in = Child::Stream::pipe, .err = Child::Stream::inherit}));
  TestOutput output(nonce, [](std::string_view piece) {
    std::fwrite(piece.data(), 1, piece.size(), stdout);
    std::fflush(stdout);
  });
  const auto take = [&](Child::Source, std::string_view piece) { return output.take(piece); };
  session.pump(take);
  if (output.wants_files() && session.write(tar)) {
    session.pump(take);
  }
  const std::optional<int> ended = output.finish();
  const int status = session.wait().value_or(255);
  if (!ended && status == 255) {
    return fail(ExitCode::unreachable,
                output.has_begun()
                    ? fmt::format("the connection to the host `{}` was lost in the middle of the test",
                                  printable(settings.place.host))
                    : fmt::format("the host `{}` could not run the test", printable(settings.place.host)),
                "what ssh says is above", "slipway doctor   (checks the connection)");
  }
  return ended;
}

}  // namespace slipway::deploy
