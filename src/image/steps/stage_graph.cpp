#include "image/steps/stage_graph.hpp"

#include "image/dockerfile/dockerfile_error.hpp"
#include "image/dockerfile/dockerfile_parser.hpp"
#include "image/dockerfile/image_reference.hpp"
#include "image/dockerfile/run_mount.hpp"
#include "image/go/code_points.hpp"
#include "image/steps/platform_arguments.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <utility>

namespace slipway::image {

namespace {

constexpr std::string_view scratch = "scratch";
// More than any real Dockerfile has: a bound for hostile ones.
constexpr std::size_t most_stages = 1000;

/// Go's strconv.Atoi as far as stage numbers go.
std::optional<long> parse_index(std::string_view text) {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') {
      return std::nullopt;
    }
  }
  long value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

class GraphBuilder {
 public:
  GraphBuilder(const Instructions& instructions, char escape, const BuildOptions& options)
      : instructions_(instructions), options_(options), lexer_({.escape = static_cast<char32_t>(escape)}) {
    graph_.escape = escape;
  }

  Result<StageGraph> build() {
    if (instructions_.stages.empty()) {
      return refuse_dockerfile(0, "dockerfile contains no stages to build");
    }
    if (instructions_.stages.size() > most_stages) {
      return refuse_dockerfile(0, fmt::format("more than {} stages", most_stages));
    }
    const std::string& last_name = instructions_.stages.back().name;
    graph_.global_arguments =
        platform_arguments(options_, options_.target.empty() ? last_name : options_.target);
    SLIPWAY_TRY(read_global_arguments());
    for (std::size_t index = 0; index < instructions_.stages.size(); ++index) {
      SLIPWAY_TRY(add_stage(instructions_.stages[index], index));
    }
    SLIPWAY_TRY(choose_target());
    const std::size_t count = graph_.stages.size();
    for (std::size_t index = 0; index < count; ++index) {
      for (const Instruction& instruction : instructions_.stages[index].instructions) {
        SLIPWAY_TRY(add_command(index, instruction, false));
      }
    }
    SLIPWAY_TRY(refuse_circles());
    if (graph_.stages.size() == 1) {
      graph_.stages[0].name.clear();
    }
    for (const GraphStage& stage : graph_.stages) {
      SLIPWAY_TRY(check_base(stage));
    }
    SLIPWAY_TRY(find_reachable());
    return std::move(graph_);
  }

 private:
  Result<void> read_global_arguments() {
    for (const Instruction& instruction : instructions_.global_arguments) {
      for (const auto& argument : std::get<ArgInstruction>(instruction.content).arguments) {
        const auto given = options_.arguments.find(argument.name);
        if (given != options_.arguments.end()) {
          graph_.global_arguments.set(argument.name, given->second);
        } else if (argument.value) {
          auto value = lexer_.process(*argument.value, graph_.global_arguments);
          if (!value) {
            return refuse_dockerfile(instruction.start_line, value.error());
          }
          graph_.global_arguments.set(argument.name, value->text);
        }
      }
    }
    return {};
  }

  Result<void> add_stage(const BuildStage& stage, std::size_t index) {
    GraphStage state;
    auto base = lexer_.process(stage.base, graph_.global_arguments);
    if (!base) {
      return refuse_dockerfile(stage.start_line, base.error());
    }
    if (base->text.empty()) {
      return refuse_dockerfile(stage.start_line,
                               fmt::format("base name ({}) should not be blank", stage.base));
    }
    state.base_name = base->text;
    if (!stage.platform.empty()) {
      auto platform = lexer_.process(stage.platform, graph_.global_arguments);
      if (!platform) {
        return refuse_dockerfile(stage.start_line, platform.error());
      }
      if (platform->text.empty()) {
        return refuse_dockerfile(stage.start_line,
                                 fmt::format("empty platform value from expression {}", stage.platform));
      }
      state.platform = platform->text;
    }
    state.given_name = stage.name;
    state.name = stage.name.empty() ? fmt::format("stage-{}", index) : stage.name;
    state.line = stage.start_line;
    if (!stage.name.empty() && options_.contexts.count(stage.name) != 0) {
      state.named_context = stage.name;
      add_state(std::move(state), false);
      return {};
    }
    for (const Instruction& instruction : stage.instructions) {
      const std::string& keyword = instruction.keyword;
      if (keyword == "ADD" || keyword == "COPY" || keyword == "RUN" || keyword == "WORKDIR") {
        ++state.command_total;
      }
    }
    add_state(std::move(state), true);
    GraphStage& added = graph_.stages.back();
    if (added.base_name != scratch && !added.base) {
      ++added.command_total;
    }
    return {};
  }

  void add_state(GraphStage state, bool may_have_base) {
    const auto base = by_name_.find(state.base_name);
    if (may_have_base && base != by_name_.end()) {
      state.base = base->second;
    }
    if (!state.base && !state.named_context && options_.contexts.count(state.base_name) != 0) {
      state.named_context = state.base_name;
    }
    if (!state.given_name.empty()) {
      by_name_[state.given_name] = graph_.stages.size();
    }
    graph_.stages.push_back(std::move(state));
  }

  Result<void> choose_target() {
    if (options_.target.empty()) {
      graph_.target = graph_.stages.size() - 1;
      return {};
    }
    const auto found = by_name_.find(to_lower(options_.target));
    if (found == by_name_.end()) {
      return fail(ExitCode::refused, fmt::format("the Dockerfile has no stage `{}`", options_.target),
                  fmt::format("target stage \"{}\" could not be found", options_.target),
                  "correct the target, or name a stage with `FROM … AS name`");
    }
    graph_.target = found->second;
    return {};
  }

  /// The state that a --from means: a stage by name, else an image or a context.
  std::size_t source_by_name(const std::string& name, int line) {
    const auto found = by_name_.find(to_lower(name));
    if (found != by_name_.end()) {
      return found->second;
    }
    GraphStage state;
    state.base_name = name;
    state.from_dockerfile = false;
    state.line = line;
    const std::string lower = to_lower(name);
    if (lower != scratch && lower != "context" && options_.contexts.count(lower) != 0) {
      state.named_context = lower;
    }
    add_state(std::move(state), true);
    return graph_.stages.size() - 1;
  }

  Result<void> add_command(std::size_t stage, const Instruction& instruction, bool onbuild) {
    StageCommand command{instruction, onbuild, {}};
    if (const auto* copy = std::get_if<CopyInstruction>(&instruction.content);
        copy != nullptr && !copy->from.empty()) {
      ShellLexer& lexer = lexer_;
      const auto expanded = lexer.process(copy->from, Environment());
      if (!expanded) {
        return refuse_dockerfile(instruction.start_line, expanded.error());
      }
      if (expanded->text != copy->from) {
        return refuse_dockerfile(
            instruction.start_line,
            "variable expansion is not supported for --from, define a new stage with FROM "
            "using ARG from global scope as a workaround");
      }
      if (const auto index = parse_index(copy->from)) {
        if (*index < 0 || static_cast<std::size_t>(*index) >= graph_.stages.size()) {
          return refuse_dockerfile(instruction.start_line, fmt::format("invalid stage index {}", *index));
        }
        command.sources.emplace_back(static_cast<std::size_t>(*index));
      } else {
        command.sources.emplace_back(source_by_name(copy->from, instruction.start_line));
      }
    } else if (const auto* run = std::get_if<RunInstruction>(&instruction.content)) {
      for (const std::string& text : run->mounts) {
        const auto mount = parse_run_mount(text, nullptr);
        const std::string from = mount ? mount->from : std::string();
        // A mount without from counts as one of scratch here, whatever it mounts: it makes the stage one of
        // several.
        command.sources.emplace_back(
            source_by_name(from.empty() ? std::string(scratch) : from, instruction.start_line));
      }
    }
    if (graph_.stages.size() > 2 * most_stages) {
      return refuse_dockerfile(instruction.start_line,
                               fmt::format("more than {} stages and images", 2 * most_stages));
    }
    for (const auto& source : command.sources) {
      graph_.stages[stage].sources.insert(*source);
    }
    graph_.stages[stage].commands.push_back(std::move(command));
    return {};
  }

  Result<void> refuse_circles() const {
    enum class Mark : std::uint8_t { unseen, open, done };
    std::vector<Mark> marks(graph_.stages.size(), Mark::unseen);
    for (std::size_t start = 0; start < graph_.stages.size(); ++start) {
      std::vector<std::pair<std::size_t, bool>> work = {{start, false}};
      while (!work.empty()) {
        const auto [stage, leaving] = work.back();
        work.pop_back();
        if (leaving) {
          marks[stage] = Mark::done;
          continue;
        }
        if (marks[stage] != Mark::unseen) {
          continue;
        }
        marks[stage] = Mark::open;
        work.emplace_back(stage, true);
        for (const std::size_t source : graph_.stages[stage].sources) {
          if (marks[source] == Mark::open) {
            return refuse_dockerfile(
                graph_.stages[stage].line,
                fmt::format("circular dependency detected on stage: {}", graph_.stages[start].name));
          }
          work.emplace_back(source, false);
        }
      }
    }
    return {};
  }

  static Result<void> check_base(const GraphStage& stage) {
    if (stage.base || stage.named_context || stage.base_name == scratch) {
      return {};
    }
    if (const auto reference = normal_image_reference(stage.base_name); !reference) {
      return refuse_dockerfile(stage.line, reference.error());
    }
    return {};
  }

  void mark_reachable(std::size_t start) {
    std::vector<std::size_t> work = {start};
    while (!work.empty()) {
      GraphStage& stage = graph_.stages[work.back()];
      work.pop_back();
      if (stage.reachable) {
        continue;
      }
      stage.reachable = true;
      if (stage.base) {
        work.push_back(*stage.base);
      }
      work.insert(work.end(), stage.sources.begin(), stage.sources.end());
    }
  }

  /// Marks what the target needs, and gives stages the triggers of their bases, which may need more.
  Result<void> find_reachable() {
    std::set<std::size_t> initialised;
    bool again = true;
    while (again) {
      again = false;
      for (GraphStage& stage : graph_.stages) {
        stage.reachable = false;
      }
      mark_reachable(graph_.target);
      const std::size_t count = graph_.stages.size();
      for (std::size_t index = 0; index < count; ++index) {
        if (graph_.stages[index].reachable && graph_.stages[index].from_dockerfile &&
            initialised.insert(index).second) {
          SLIPWAY_TRY_ASSIGN(const bool new_sources, add_triggers(index));
          again = again || new_sources;
        }
      }
    }
    return {};
  }

  std::vector<std::string> triggers_for(const GraphStage& stage) const {
    std::vector<std::string> expressions;
    if (stage.base) {
      for (const StageCommand& command : graph_.stages[*stage.base].commands) {
        if (const auto* onbuild = std::get_if<OnbuildInstruction>(&command.instruction.content)) {
          expressions.push_back(onbuild->expression);
        }
      }
      return expressions;
    }
    const auto found = options_.triggers.find(
        stage.named_context.value_or(normal_image_reference(stage.base_name).value_or(stage.base_name)));
    return found == options_.triggers.end() ? expressions : found->second;
  }

  Result<bool> add_triggers(std::size_t index) {
    const std::vector<std::string> expressions = triggers_for(graph_.stages[index]);
    if (expressions.empty()) {
      return false;
    }
    std::vector<StageCommand> own = std::exchange(graph_.stages[index].commands, {});
    const int line = graph_.stages[index].line;
    // BuildKit neither counts nor names those of an image from elsewhere: "[3/2] COPY src /src".
    const bool is_stage = graph_.stages[index].base.has_value();
    for (const std::string& expression : expressions) {
      SLIPWAY_TRY_ASSIGN(DockerfileTree tree, parse_dockerfile(expression));
      if (tree.nodes.size() != 1) {
        return refuse_dockerfile(line, "onbuild trigger should be a single expression");
      }
      tree.nodes[0].start_line = line;
      tree.nodes[0].end_line = line;
      SLIPWAY_TRY_ASSIGN(const Instruction instruction, read_instruction(tree.nodes[0]));
      SLIPWAY_TRY(add_command(index, instruction, is_stage));
    }
    GraphStage& stage = graph_.stages[index];
    bool new_sources = false;
    for (const StageCommand& command : stage.commands) {
      new_sources = new_sources || !command.sources.empty();
    }
    stage.command_total += is_stage ? stage.commands.size() : 0;
    stage.commands.insert(stage.commands.end(), std::make_move_iterator(own.begin()),
                          std::make_move_iterator(own.end()));
    return new_sources;
  }

  const Instructions& instructions_;
  const BuildOptions& options_;
  ShellLexer lexer_;
  StageGraph graph_;
  std::map<std::string, std::size_t> by_name_;
};

}  // namespace

Result<StageGraph> build_stage_graph(const Instructions& instructions, char escape,
                                     const BuildOptions& options) {
  return GraphBuilder(instructions, escape, options).build();
}

}  // namespace slipway::image
