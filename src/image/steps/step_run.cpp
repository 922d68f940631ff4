#include "image/steps/step_run.hpp"

#include "image/context/context_view.hpp"
#include "image/dockerfile/dockerfile_error.hpp"
#include "image/dockerfile/dockerfile_heredoc.hpp"
#include "image/go/clean_path.hpp"
#include "image/go/code_points.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::image {

namespace {

bool is_single_heredoc(const RunInstruction& run) {
  return !run.files.empty() && run.arguments.size() == 1 && run.prepend_shell &&
         parse_heredoc(run.arguments[0]).value_or(std::nullopt).has_value();
}

struct Command {
  std::vector<std::string> arguments;
  std::string script;  ///< A heredoc that is a program of its own.
  std::string text;    ///< For people and for looking into it.
};

tl::expected<Command, std::string> command_of(const RunInstruction& run, const StageState& state) {
  Command command;
  command.arguments = run.arguments;
  if (!run.files.empty()) {
    if (run.arguments.size() != 1 || !run.prepend_shell) {
      return refuse("parsing produced an invalid run command");
    }
    const RunInstruction::File& first = run.files[0];
    if (is_single_heredoc(run)) {
      const std::string data = first.chomp ? chomp_heredoc(first.data) : first.data;
      if (data.starts_with("#!")) {
        command.script = data;
        command.arguments = {clean_path("/dev/pipes/" + first.name)};
      } else {
        command.arguments = {data};
      }
    } else {
      std::string text = run.arguments[0];
      for (const RunInstruction::File& file : run.files) {
        text += "\n" + file.data + file.name;
      }
      command.arguments = {text};
    }
  }
  command.text =
      command.script.empty() ? fmt::format("{}", fmt::join(command.arguments, " ")) : command.script;
  if (run.prepend_shell) {
    std::vector<std::string> shell = state.shell;
    if (shell.empty()) {
      shell = {"/bin/sh", "-c"};
    }
    shell.push_back(fmt::format("{}", fmt::join(command.arguments, " ")));
    command.arguments = std::move(shell);
  }
  return command;
}

std::string number(const std::optional<std::uint64_t>& value) {
  return value ? fmt::format("{}", *value) : "-";
}

/// A secret or a key agent: what it is called counts, what it holds does not.
std::string credential_key(const RunMount& mount, const std::string& kind) {
  return fmt::format("{} {} {} {} {} {} {} {} {}\n", kind, mount.cache_id, mount.source, mount.target,
                     mount.environment, mount.required, number(mount.mode), number(mount.uid),
                     number(mount.gid));
}

/// What of a cache mount's options counts: a name other than the default one does not (ops/exec.go).
std::string cache_key(const RunMount& mount, const std::string& target) {
  const std::string id = mount.cache_id.empty() ? clean_path(mount.target) : mount.cache_id;
  const bool is_default =
      (id == target || "/" + id == target) && (mount.sharing.empty() || mount.sharing == "shared");
  return is_default ? "default" : "named";
}

/// The inputs of a RUN, each file system once, and the lines that its mounts add to the key.
class MountEvaluator {
 public:
  MountEvaluator(const StageState& state, int line) : state_(state), line_(line) {}

  tl::expected<void, std::string> read(std::vector<MountedSource> mounts, BuildStep& step) {
    std::string credentials;
    for (const MountedSource& source : mounts) {
      if (source.mount.type == RunMount::Type::secret || source.mount.type == RunMount::Type::ssh) {
        credentials +=
            credential_key(source.mount, source.mount.type == RunMount::Type::ssh ? "ssh" : "secret");
      }
    }
    std::stable_sort(mounts.begin(), mounts.end(),
                     [this](const MountedSource& left, const MountedSource& right) {
                       return target_of(left.mount) < target_of(right.mount);
                     });
    std::string key;
    for (const MountedSource& source : mounts) {
      if (source.mount.type == RunMount::Type::secret || source.mount.type == RunMount::Type::ssh) {
        continue;
      }
      const std::string target = target_of(source.mount);
      if (target == "/") {
        return refuse(fmt::format("invalid mount target \"{}\"", target));
      }
      const std::string input = source.mount.type == RunMount::Type::tmpfs ? "none" : add_input(source, step);
      key += fmt::format("{} type {} {} input {} {} {}\n", target, static_cast<int>(source.mount.type),
                         source.mount.read_only ? "ro" : "rw", input,
                         source.mount.type == RunMount::Type::cache ? cache_key(source.mount, target) : "",
                         source.mount.size_limit);
    }
    step.key.push_back({"the mounts", key});
    step.key.push_back({"the secrets", credentials});
    return {};
  }

 private:
  std::string target_of(const RunMount& mount) const {
    return mount.target.starts_with("/") ? mount.target
                                         : image_path(state_.directory, "./" + mount.target, false);
  }

  std::string add_input(const MountedSource& source, BuildStep& step) const {
    const std::string path = clean_path("/" + source.mount.source);
    if (!source.from_context && source.state.kind == BuildState::Kind::scratch) {
      const bool owned = path == "/" && (source.mount.mode || source.mount.uid || source.mount.gid);
      return owned ? fmt::format("empty {} {} {}", number(source.mount.mode), number(source.mount.uid),
                                 number(source.mount.gid))
                   : "empty";
    }
    if (!source.from_context && source.state == step.parent) {
      step.parent_by_content = true;
      return "root";
    }
    ContextSelector selector;
    selector.path = path;
    selector.line = line_;
    for (std::size_t index = 0; index < step.inputs.size(); ++index) {
      StepInput& input = step.inputs[index];
      const bool same = source.from_context
                            ? input.kind == StepInput::Kind::context && input.context == source.context
                            : input.kind == StepInput::Kind::state && input.state == source.state;
      if (same) {
        input.selectors.push_back(selector);
        input.selectors = in_digest_order(std::move(input.selectors));
        return fmt::format("{}", index);
      }
    }
    StepInput input;
    input.kind = source.from_context ? StepInput::Kind::context : StepInput::Kind::state;
    input.context = source.context;
    input.state = source.state;
    input.selectors.push_back(std::move(selector));
    step.inputs.push_back(std::move(input));
    return fmt::format("{}", step.inputs.size() - 1);
  }

  const StageState& state_;
  int line_;
};

}  // namespace

std::string heredoc_summary(const RunInstruction& run) {
  if (!is_single_heredoc(run)) {
    return {};
  }
  const std::string_view text = trim_space(run.files[0].data);
  const std::size_t end = text.find('\n');
  std::string_view first = text.substr(0, end);
  if (end != std::string_view::npos && first.ends_with("\r")) {
    first.remove_suffix(1);
  }
  return fmt::format(" ({}{})", first, end == std::string_view::npos ? "" : "...");
}

tl::expected<BuildStep, std::string> run_step(const RunInstruction& run, const StageState& state,
                                              const std::vector<MountedSource>& mounts,
                                              const std::string& platform, int line) {
  BuildStep step;
  step.kind = BuildStep::Kind::run;
  step.parent = state.files;
  auto command = command_of(run, state);
  if (!command) {
    return refuse(command.error());
  }
  step.command = std::move(command->text);
  std::string arguments;
  for (const std::string& argument : command->arguments) {
    arguments += fmt::format("{}:{}\n", argument.size(), argument);
  }
  step.key.push_back({"the command", arguments + command->script});
  step.key.push_back({"the working directory", state.directory});
  step.key.push_back({"the user", state.user});
  step.key.push_back({"--network", run.network});
  step.key.push_back({"--security", run.security});
  step.key.push_back({"--device", fmt::format("{}", fmt::join(run.devices, "\n"))});
  step.key.push_back({"the platform", platform});
  MountEvaluator reader(state, line);
  if (const auto read = reader.read(mounts, step); !read) {
    return refuse(read.error());
  }
  return step;
}

}  // namespace slipway::image
