#include "git/git_command.hpp"

namespace slipway::git {

Command git_command(const std::string& path, std::vector<std::string> words) {
  Command command;
  command.argv = {"git",
                  "--no-optional-locks",
                  "--no-pager",
                  "-c",
                  "core.quotePath=false",
                  "-c",
                  "diff.relative=false",
                  "-c",
                  "core.fsmonitor=false",
                  "-c",
                  "advice.detachedHead=false"};
  command.argv.insert(command.argv.end(), words.begin(), words.end());
  command.environment = {{"LC_ALL", "C"}, {"GIT_TERMINAL_PROMPT", "0"}};
  // Set by git for the hooks it runs; they would point every command here at another repository or index.
  command.unset = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"};
  command.directory = path;
  return command;
}

}  // namespace slipway::git
