#include "image/steps/step_builder.hpp"

#include "image/dockerfile/dockerfile_error.hpp"
#include "image/dockerfile/image_reference.hpp"
#include "image/go/clean_path.hpp"
#include "image/go/code_points.hpp"
#include "image/steps/stage_state.hpp"
#include "image/steps/step_copy.hpp"
#include "image/steps/step_merge.hpp"
#include "image/steps/step_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <variant>

namespace slipway::image {

namespace {

constexpr std::string_view default_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// Bounds for hostile files; an environment larger than this cannot be handed to any program.
constexpr std::size_t largest_environment = std::size_t{256} * 1024;
constexpr std::size_t most_variables = 4096;
constexpr std::size_t most_snapshot_bytes = std::size_t{64} << 20U;

using Done = tl::expected<void, std::string>;

class StepBuilder {
 public:
  StepBuilder(const StageGraph& graph, const BuildOptions& options,
              const std::vector<std::string>& context_names)
      : graph_(graph), options_(options), context_names_(context_names) {
    const auto epoch = options.arguments.find("SOURCE_DATE_EPOCH");
    epoch_ = epoch == options.arguments.end() ? std::string() : epoch->second;
  }

  Result<BuildSteps> build() {
    states_.resize(graph_.stages.size());
    dispatched_.resize(graph_.stages.size(), false);
    for (std::size_t index = 0; index < graph_.stages.size(); ++index) {
      const GraphStage& stage = graph_.stages[index];
      if (stage.from_dockerfile && stage.reachable) {
        SLIPWAY_TRY(dispatch_stage(index));
      } else if (stage.from_dockerfile && !stage.given_name.empty()) {
        steps_.unbuilt_stages.push_back(stage.given_name);
      }
    }
    StageState& target = states_[graph_.target];
    merge_equal_steps(steps_.steps, target.files);
    steps_.triggers = target.triggers;
    for (const auto& [name, text] : target.metadata) {
      const auto line = target.metadata_lines.find(name);
      steps_.metadata.push_back({name, text, line == target.metadata_lines.end() ? 0 : line->second});
    }
    for (const auto& [name, value] : target.image_environment) {
      steps_.metadata.push_back({"ENV " + name, value});
    }
    steps_.metadata.push_back({"WORKDIR", target.directory});
    steps_.metadata.push_back({"USER", target.user});
    steps_.metadata.push_back({"SHELL", fmt::format("{}", fmt::join(target.shell, "\n"))});
    return std::move(steps_);
  }

 private:
  std::string platform_of(const GraphStage& stage) const {
    if (!stage.platform.empty() && stage.base_name != "scratch") {
      return stage.platform;
    }
    return stage.base ? platform_of(graph_.stages[*stage.base]) : options_.platform;
  }

  std::optional<std::size_t> context_number(const GraphStage& stage) const {
    const auto found =
        std::find(context_names_.begin(), context_names_.end(), stage.named_context.value_or(""));
    if (!stage.named_context || found == context_names_.end()) {
      return std::nullopt;
    }
    return static_cast<std::size_t>(std::distance(context_names_.begin(), found)) + 1;
  }

  /// Adds the step that loads an image, once for each image, and returns the image's file system.
  BuildState image_state(const GraphStage& stage, StepNames& names) {
    BuildState state;
    if (stage.named_context) {
      const auto context = options_.contexts.find(*stage.named_context);
      const auto number = context_number(stage);
      if (number && context->second.elsewhere.empty()) {
        return directory_state(stage, *number);
      }
      state.kind = BuildState::Kind::image;
      state.reference =
          "context " + *stage.named_context + " " + context->second.elsewhere + context->second.directory;
      return state;
    }
    if (stage.base_name == "scratch") {
      return state;
    }
    const std::string reference = normal_image_reference(stage.base_name).value_or(stage.base_name);
    state.kind = BuildState::Kind::image;
    state.reference = reference + " " + platform_of(stage);
    state.step = steps_.steps.size();
    BuildStep step;
    step.kind = BuildStep::Kind::base_image;
    step.name = names.next("FROM " + reference, false);
    step.stage = stage.name;
    step.line = stage.line;
    step.parent = state;
    if (!is_pinned(reference)) {
      step.external = fmt::format("what {} means today", reference);
    }
    steps_.steps.push_back(std::move(step));
    if (std::find(steps_.base_images.begin(), steps_.base_images.end(), reference) ==
        steps_.base_images.end()) {
      steps_.base_images.push_back(reference);
    }
    return state;
  }

  /// Adds the step that takes all of a context's directory.
  BuildState directory_state(const GraphStage& stage, std::size_t context) {
    BuildStep step;
    step.kind = BuildStep::Kind::directory;
    step.name = fmt::format("[context {}] load from client", *stage.named_context);
    step.stage = stage.name;
    step.line = stage.line;
    step.key.push_back({"the destination", "/"});
    StepInput input;
    input.context = context;
    input.selectors.emplace_back().path = "/";
    step.inputs.push_back(std::move(input));
    BuildState state;
    state.kind = BuildState::Kind::step;
    state.step = steps_.steps.size();
    steps_.steps.push_back(std::move(step));
    return state;
  }

  Result<void> dispatch_stage(std::size_t index) {
    const GraphStage& stage = graph_.stages[index];
    StageState& state = states_[index];
    StepNames names(stage.name, stage.command_total);
    if (stage.base) {
      state = states_[*stage.base];
      state.triggers.clear();
      state.metadata.erase("ONBUILD");  // Triggers run in the next stage, and only there.
    } else {
      state.files = image_state(stage, names);
      state.on_unread_image = state.directory_is_open = state.files.kind == BuildState::Kind::image;
      if (state.files.kind == BuildState::Kind::scratch) {
        state.image_environment.emplace_back("PATH", default_path);
      }
    }
    for (const auto& [name, value] : state.image_environment) {
      state.environment.set(name, value);
    }
    dispatched_[index] = true;
    for (const StageCommand& command : stage.commands) {
      if (const Done done = dispatch(stage, state, names, command); !done) {
        return refuse_dockerfile(command.instruction.start_line, done.error());
      }
      if (state.environment.size() > largest_environment ||
          state.environment.entries().size() > most_variables) {
        return refuse_dockerfile(command.instruction.start_line,
                                 fmt::format("the environment is larger than {} bytes or {} variables",
                                             largest_environment, most_variables));
      }
    }
    return {};
  }

  /// `is_open`, if it is given, becomes true if the text depends on what a base image sets.
  tl::expected<std::string, std::string> expand(std::string_view text, const StageState& state,
                                                bool* is_open = nullptr) const {
    ShellLexer lexer({.escape = static_cast<char32_t>(graph_.escape)});
    auto result = lexer.process(text, state.environment);
    if (is_open != nullptr) {
      const auto& known = lexer.matched();
      *is_open = *is_open || (state.on_unread_image && !lexer.unmatched().empty()) ||
                 std::any_of(known.begin(), known.end(),
                             [&](const std::string& name) { return state.open_variables.contains(name); });
    }
    if (!result) {
      return refuse(result.error());
    }
    return std::move(result->text);
  }

  Done expand_in_place(std::string& text, const StageState& state, bool* is_open = nullptr) const {
    auto expanded = expand(text, state, is_open);
    if (!expanded) {
      return refuse(expanded.error());
    }
    text = std::move(*expanded);
    return {};
  }

  static void note_variable(StageState& state, const std::string& name, bool is_open) {
    if (is_open) {
      state.open_variables.insert(name);
    } else {
      state.open_variables.erase(name);
    }
  }

  Done dispatch(const GraphStage& stage, StageState& state, StepNames& names, const StageCommand& command) {
    return std::visit([&](const auto& content) { return apply(stage, state, names, command, content); },
                      command.instruction.content);
  }

  void push(BuildStep step, const GraphStage& stage, const StageCommand& command, StageState& state) {
    step.stage = stage.name;
    step.line = command.instruction.start_line;
    state.files.kind = BuildState::Kind::step;
    state.files.reference.clear();
    state.files.step = steps_.steps.size();
    steps_.steps.push_back(std::move(step));
  }

  Done apply(const GraphStage&, StageState& state, StepNames&, const StageCommand&,
             const EnvInstruction& env) {
    std::vector<std::pair<std::string, std::string>> variables = env.variables;
    std::vector<bool> are_open;
    for (auto& [name, value] : variables) {
      bool is_open = false;
      for (std::string* text : {&name, &value}) {
        if (const Done done = expand_in_place(*text, state, &is_open); !done) {
          return done;
        }
      }
      are_open.push_back(is_open);
    }
    for (std::size_t index = 0; index < variables.size(); ++index) {
      const auto& [name, value] = variables[index];
      note_variable(state, name, are_open[index]);
      state.environment.set(name, value);
      const auto found = std::find_if(state.image_environment.begin(), state.image_environment.end(),
                                      [&name = name](const auto& entry) { return entry.first == name; });
      if (found == state.image_environment.end()) {
        state.image_environment.emplace_back(name, value);
      } else {
        found->second = value;
      }
    }
    return {};
  }

  Done apply(const GraphStage& stage, StageState& state, StepNames&, const StageCommand& command,
             const ArgInstruction& arg) {
    for (const auto& argument : arg.arguments) {
      std::optional<std::string> value;
      bool is_open = false;
      if (const auto given = options_.arguments.find(argument.name); given != options_.arguments.end()) {
        value = given->second;
      } else if (argument.value) {
        auto expanded = expand(*argument.value, state, &is_open);
        if (!expanded) {
          return refuse(expanded.error());
        }
        value = std::move(*expanded);
      } else if (const auto global = graph_.global_arguments.get(argument.name)) {
        value = std::string(*global);
      }
      if (value && argument.name != "BUILDKIT_SBOM_SCAN_CONTEXT" &&
          argument.name != "BUILDKIT_SBOM_SCAN_STAGE") {
        state.environment.set(argument.name, *value);
        note_variable(state, argument.name, is_open);
      }
      steps_.arguments.push_back({argument.name, stage.name, command.instruction.start_line});
    }
    return {};
  }

  Done apply(const GraphStage& stage, StageState& state, StepNames& names, const StageCommand& command,
             const WorkdirInstruction& workdir) {
    bool is_open = false;
    const auto path = expand(workdir.path, state, &is_open);
    if (!path) {
      return refuse(path.error());
    }
    state.directory_is_open = is_open || (state.directory_is_open && !path->starts_with("/"));
    // An absolute path stays as it is written: `/app/` is another working directory to RUN than `/app`.
    state.directory = path->starts_with("/") ? *path : image_path(state.directory, *path, false);
    if (state.directory == "/") {
      return {};
    }
    BuildStep step;
    step.kind = BuildStep::Kind::workdir;
    step.parent = state.files;
    step.name = names.next(printed(command, state, is_open), command.onbuild);
    step.name_is_open = is_open;
    step.key = {{"the directory", clean_path(state.directory)},
                {"the user", state.user},
                {"SOURCE_DATE_EPOCH", epoch_}};
    push(std::move(step), stage, command, state);
    return {};
  }

  Done apply(const GraphStage&, StageState& state, StepNames&, const StageCommand&,
             const UserInstruction& user) {
    state.user = user.user;
    return expand_in_place(state.user, state);
  }

  Done apply(const GraphStage&, StageState& state, StepNames&, const StageCommand&,
             const ShellInstruction& shell) {
    state.shell = shell.shell;
    return {};
  }

  Done apply(const GraphStage&, StageState& state, StepNames&, const StageCommand&,
             const OnbuildInstruction& onbuild) {
    state.metadata["ONBUILD"] += onbuild.expression + "\n";
    state.triggers.push_back(onbuild.expression);
    return {};
  }

  Done apply(const GraphStage&, StageState& state, StepNames&, const StageCommand& command,
             const MetadataInstruction& metadata) {
    const std::string& keyword = command.instruction.keyword;
    state.metadata_lines[keyword] = command.instruction.start_line;
    std::vector<std::string> words = metadata.arguments;
    const bool expands =
        keyword == "LABEL" || keyword == "EXPOSE" || keyword == "VOLUME" || keyword == "STOPSIGNAL";
    for (std::string& word : words) {
      if (!expands) {
        break;
      }
      if (const Done done = expand_in_place(word, state); !done) {
        return done;
      }
    }
    if (keyword == "LABEL") {
      for (std::size_t index = 0; index + 1 < words.size(); index += 3) {
        state.metadata["LABEL " + words[index]] = words[index + 1];
      }
      return {};
    }
    std::string text = metadata.json ? "json " : "";
    text += keyword == "HEALTHCHECK" ? command.instruction.code : fmt::format("{}", fmt::join(words, "\n"));
    if (keyword == "EXPOSE" || keyword == "VOLUME") {
      state.metadata[keyword] += text + "\n";
    } else {
      if (!metadata.json && (keyword == "CMD" || keyword == "ENTRYPOINT")) {
        text = fmt::format("{} {}", fmt::join(state.shell, " "), text);
      }
      if (keyword == "ENTRYPOINT" && state.metadata.count("CMD") == 0) {
        state.metadata["CMD"] = "";
      }
      state.metadata[keyword] = text;
    }
    return {};
  }

  Done apply(const GraphStage& stage, StageState& state, StepNames& names, const StageCommand& command,
             const CopyInstruction& written) {
    CopyInstruction copy = written;
    OpenParts open;
    if (const Done done = expand_copy(copy, state, open); !done) {
      return done;
    }
    std::optional<BuildState> source;
    std::size_t context = 0;
    if (!command.sources.empty()) {
      const std::size_t from = *command.sources[0];
      const GraphStage& from_stage = graph_.stages[from];
      if (const auto number = context_number(from_stage)) {
        context = *number;
      } else if (from_stage.from_dockerfile && !dispatched_[from]) {
        return refuse(
            fmt::format("cannot copy from stage \"{}\", it needs to be defined before current stage \"{}\"",
                        copy.from, stage.name));
      } else {
        source = state_of(from);
      }
    }
    if (open.sources && !source) {
      // Whatever is in the context may be meant.
      std::erase_if(copy.sources, [](const std::string& one) { return !is_remote_source(one); });
      copy.sources.emplace_back(".");
      copy.parents = false;
    }
    const std::string text = printed(command, state, open.sources || open.others);
    auto step = copy_step(copy, state, source, context, epoch_, command.instruction.start_line);
    if (!step) {
      return refuse(step.error());
    }
    step->name = names.next(text, command.onbuild);
    step->name_is_open = open.sources || open.others;
    step->place_is_open =
        step->name_is_open || (state.directory_is_open && !copy.destination.starts_with("/"));
    // A linked copy is made on its own and laid over what is there; --chmod takes that back.
    const bool linked = copy.link && copy.chmod.empty() && options_.merges_links;
    const BuildState before = state.files;
    step->parent = linked ? BuildState() : before;
    push(std::move(*step), stage, command, state);
    if (linked && before.kind != BuildState::Kind::scratch) {
      BuildStep merge;
      merge.kind = BuildStep::Kind::merge;
      merge.name = names.same("LINK " + text, command.onbuild);
      merge.parent = before;
      merge.merged = state.files;
      push(std::move(merge), stage, command, state);
    }
    return {};
  }

  /// What of a COPY depends on what a base image sets.
  struct OpenParts {
    bool sources = false;
    bool others = false;
  };

  Done expand_copy(CopyInstruction& copy, const StageState& state, OpenParts& open) const {
    for (std::string* word : {&copy.chown, &copy.chmod, &copy.checksum, &copy.destination}) {
      if (const Done done = expand_in_place(*word, state, &open.others); !done) {
        return done;
      }
    }
    for (std::string& source : copy.sources) {
      if (const Done done = expand_in_place(source, state, &open.sources); !done) {
        return done;
      }
    }
    for (auto& content : copy.contents) {
      if (!content.expand) {
        continue;
      }
      ShellLexer lexer({.skip_process_quotes = true});
      auto expanded = lexer.process(content.data, state.environment);
      if (!expanded) {
        return refuse(expanded.error());
      }
      content.data = std::move(expanded->text);
    }
    return {};
  }

  BuildState state_of(std::size_t index) {
    const GraphStage& stage = graph_.stages[index];
    if (stage.from_dockerfile) {
      return states_[index].files;
    }
    if (stage.base) {
      return states_[*stage.base].files;
    }
    StepNames names("", 0);
    return image_state(stage, names);
  }

  Done apply(const GraphStage& stage, StageState& state, StepNames& names, const StageCommand& command,
             const RunInstruction& run) {
    bool is_open = false;
    const ValueExpander expander = [&](std::string_view text) { return expand(text, state, &is_open); };
    std::vector<MountedSource> mounts;
    Environment shown = state.environment;
    for (std::size_t index = 0; index < run.mounts.size(); ++index) {
      is_open = false;
      auto mount = parse_run_mount(run.mounts[index], expander);
      if (!mount) {
        return refuse(mount.error());
      }
      if (is_open && mount->type == RunMount::Type::bind) {
        mount->source = "/";  // Whatever is in the context may be meant.
      }
      if (!mount->environment.empty()) {
        shown.set(mount->environment, "****");  // So BuildKit prints it.
      }
      MountedSource source;
      const bool takes_files = mount->type == RunMount::Type::bind || mount->type == RunMount::Type::cache;
      if (takes_files && !mount->from.empty()) {
        const std::size_t from = *command.sources[index];
        const auto number = context_number(graph_.stages[from]);
        source.from_context = number.has_value();
        source.context = number.value_or(0);
        if (!number) {
          source.state = state_of(from);
        }
      } else if (mount->type == RunMount::Type::bind) {
        source.from_context = true;
      }
      source.mount = std::move(*mount);
      mounts.push_back(std::move(source));
    }
    auto step = run_step(run, state, mounts, platform_of(stage), command.instruction.start_line);
    if (!step) {
      return refuse(step.error());
    }
    if (const Done done = take_snapshot(state); !done) {
      return done;
    }
    step->environment = snapshot_;
    ShellLexer lexer(
        {.escape = static_cast<char32_t>(graph_.escape), .raw_quotes = true, .skip_unset = true});
    const std::string code = command.instruction.code + heredoc_summary(run);
    const auto text = lexer.process(code, shown);
    step->name = names.next(with_upper_keyword(text ? text->text : code), command.onbuild);
    push(std::move(*step), stage, command, state);
    return {};
  }

  /// Steps that run with the same environment share one copy of it.
  Done take_snapshot(const StageState& state) {
    if (!snapshot_ || !(*snapshot_ == state.environment)) {
      snapshot_bytes_ += state.environment.size();
      if (snapshot_bytes_ > most_snapshot_bytes) {
        return refuse("the environments of all steps together are too large");
      }
      snapshot_ = std::make_shared<const Environment>(state.environment);
    }
    return {};
  }

  /// The instruction as BuildKit prints it: variables expanded, quotes resolved, the keyword in upper case.
  /// As it is written if its variables are not known.
  std::string printed(const StageCommand& command, const StageState& state, bool as_written) const {
    const auto text = expand(command.instruction.code, state);
    return with_upper_keyword(text && !as_written ? *text : command.instruction.code);
  }

  const StageGraph& graph_;
  const BuildOptions& options_;
  const std::vector<std::string>& context_names_;
  std::string epoch_;
  std::vector<StageState> states_;
  std::vector<bool> dispatched_;
  std::shared_ptr<const Environment> snapshot_;
  std::size_t snapshot_bytes_ = 0;
  BuildSteps steps_;
};

}  // namespace

Result<BuildSteps> build_steps(const StageGraph& graph, const BuildOptions& options,
                               const std::vector<std::string>& context_names) {
  return StepBuilder(graph, options, context_names).build();
}

}  // namespace slipway::image
