#include "image/dockerfile/instructions.hpp"

#include "image/dockerfile/dockerfile_error.hpp"
#include "image/dockerfile/health_check_instruction.hpp"
#include "image/dockerfile/instruction_flags.hpp"
#include "image/dockerfile/run_mount.hpp"
#include "image/go/code_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace slipway::image {

namespace {

using Kind = InstructionFlags::Kind;
using Content = tl::expected<Instruction::Content, std::string>;

std::string at_least_one_argument(std::string_view keyword) {
  return fmt::format("{} requires at least one argument", keyword);
}

/// Everything an instruction's reader needs, flags already checked.
struct Request {
  const DockerfileNode& node;
  const std::string& keyword;
  const InstructionFlags& flags;
};

Content read_copy(const Request& request) {
  CopyInstruction copy;
  copy.add = request.keyword == "ADD";
  copy.from = request.flags.text("from");
  copy.chown = request.flags.text("chown");
  copy.chmod = request.flags.text("chmod");
  copy.checksum = request.flags.text("checksum");
  copy.link = request.flags.boolean("link").value_or(false);
  copy.parents = request.flags.boolean("parents").value_or(false);
  copy.keep_git_dir = request.flags.boolean("keep-git-dir");
  copy.unpack = request.flags.boolean("unpack");
  copy.exclude = request.flags.list("exclude");
  copy.destination = request.node.arguments.back();
  if (parse_heredoc(copy.destination).value_or(std::nullopt)) {
    return refuse(fmt::format("{} cannot accept a heredoc as a destination", request.keyword));
  }
  std::map<std::string_view, const Heredoc*> heredocs;
  for (const Heredoc& heredoc : request.node.heredocs) {
    heredocs[heredoc.name] = &heredoc;
  }
  for (std::size_t index = 0; index + 1 < request.node.arguments.size(); ++index) {
    const std::string& source = request.node.arguments[index];
    const auto heredoc = parse_heredoc(source).value_or(std::nullopt);
    if (!heredoc) {
      copy.sources.push_back(source);
      continue;
    }
    const auto found = heredocs.find(heredoc->name);
    const std::string text = found == heredocs.end() ? std::string() : found->second->content;
    copy.contents.push_back({heredoc->name, heredoc->chomp ? chomp_heredoc(text) : text, heredoc->expand});
  }
  return copy;
}

Content read_run(const Request& request) {
  RunInstruction run;
  run.arguments = request.node.arguments;
  run.prepend_shell = !request.node.json;
  for (const Heredoc& heredoc : request.node.heredocs) {
    run.files.push_back({heredoc.name, heredoc.content, heredoc.chomp});
  }
  run.mounts = request.flags.list("mount");
  run.devices = request.flags.list("device");
  for (const std::string& mount : run.mounts) {
    if (const auto parsed = parse_run_mount(mount, nullptr); !parsed) {
      return refuse(parsed.error());
    }
  }
  if (const std::string network = request.flags.text("network"); !network.empty()) {
    if (network != "default" && network != "none" && network != "host") {
      return refuse(fmt::format("invalid network mode \"{}\"", network));
    }
    run.network = network;
  }
  if (const std::string security = request.flags.text("security"); !security.empty()) {
    if (security != "sandbox" && security != "insecure") {
      return refuse(fmt::format("security \"{}\" is not valid", security));
    }
    run.security = security;
  }
  return run;
}

tl::expected<void, std::string> check_pairs(const Request& request) {
  if (request.node.arguments.empty()) {
    return refuse(at_least_one_argument(request.keyword));
  }
  for (std::size_t index = 0; index < request.node.arguments.size(); index += 3) {
    if (request.node.arguments[index].empty()) {
      return refuse(fmt::format("{} names can not be blank", request.keyword));
    }
  }
  return {};
}

Content read_env(const Request& request) {
  if (const auto checked = check_pairs(request); !checked) {
    return refuse(checked.error());
  }
  EnvInstruction env;
  for (std::size_t index = 0; index + 1 < request.node.arguments.size(); index += 3) {
    env.variables.emplace_back(request.node.arguments[index], request.node.arguments[index + 1]);
  }
  return env;
}

Content read_arg(const Request& request) {
  if (request.node.arguments.empty()) {
    return refuse(at_least_one_argument("ARG"));
  }
  ArgInstruction result;
  for (const std::string& word : request.node.arguments) {
    const std::size_t equals = word.find('=');
    if (equals == 0) {
      return refuse("ARG names can not be blank");
    }
    if (equals == std::string::npos) {
      result.arguments.push_back({word, std::nullopt});
    } else {
      result.arguments.push_back({word.substr(0, equals), word.substr(equals + 1)});
    }
  }
  return result;
}

Content read_onbuild(const Request& request) {
  if (!request.node.trigger) {
    return refuse(at_least_one_argument("ONBUILD"));
  }
  const std::string trigger = to_upper(request.node.trigger->keyword);
  if (trigger == "ONBUILD") {
    return refuse("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  }
  if (trigger == "MAINTAINER" || trigger == "FROM") {
    return refuse(fmt::format("{} isn't allowed as an ONBUILD trigger", trigger));
  }
  // (?i)^\s*ONBUILD\s* is taken off, the heredocs are put back behind the line.
  constexpr std::string_view space = "\t\n\f\r ";
  std::string_view rest = request.node.original;
  rest.remove_prefix(std::min(rest.find_first_not_of(space), rest.size()));
  if (equal_fold(rest.substr(0, 7), "onbuild")) {
    rest.remove_prefix(7);
    rest.remove_prefix(std::min(rest.find_first_not_of(space), rest.size()));
  } else {
    rest = request.node.original;
  }
  OnbuildInstruction onbuild{std::string(rest)};
  for (const Heredoc& heredoc : request.node.heredocs) {
    onbuild.expression += "\n" + heredoc.content + heredoc.name;
  }
  return onbuild;
}

tl::expected<void, std::string> check_metadata(const Request& request) {
  const auto& arguments = request.node.arguments;
  if (request.keyword == "LABEL") {
    return check_pairs(request);
  }
  if (request.keyword == "HEALTHCHECK") {
    return check_health_check(request.node, request.flags);
  }
  if ((request.keyword == "MAINTAINER" || request.keyword == "STOPSIGNAL") && arguments.size() != 1) {
    return refuse(fmt::format("{} requires exactly one argument", request.keyword));
  }
  if ((request.keyword == "EXPOSE" || request.keyword == "VOLUME") && arguments.empty()) {
    return refuse(at_least_one_argument(request.keyword));
  }
  if (request.keyword == "VOLUME" &&
      std::any_of(arguments.begin(), arguments.end(),
                  [](const std::string& volume) { return trim_space(volume).empty(); })) {
    return refuse("VOLUME specified can not be an empty string");
  }
  return {};
}

Content read_metadata(const Request& request) {
  if (const auto checked = check_metadata(request); !checked) {
    return refuse(checked.error());
  }
  return MetadataInstruction{request.node.arguments, request.node.json};
}

Content read_shell(const Request& request) {
  if (request.node.arguments.empty()) {
    return refuse(at_least_one_argument("SHELL"));
  }
  if (!request.node.json) {
    return refuse(fmt::format("SHELL requires the arguments to be in JSON form: {}", request.node.original));
  }
  return ShellInstruction{request.node.arguments};
}

Content read_single(const Request& request) {
  if (request.node.arguments.size() != 1) {
    return refuse(fmt::format("{} requires exactly one argument", request.keyword));
  }
  if (request.keyword == "USER") {
    return UserInstruction{request.node.arguments[0]};
  }
  return WorkdirInstruction{request.node.arguments[0]};
}

struct InstructionReader {
  Content (*read)(const Request&);
  std::map<std::string, Kind> flags;
};

const std::map<std::string, InstructionReader>& readers() {
  static const std::map<std::string, InstructionReader> table = {
      {"ADD",
       {read_copy,
        {{"exclude", Kind::list},
         {"chown", Kind::text},
         {"chmod", Kind::text},
         {"link", Kind::boolean},
         {"keep-git-dir", Kind::boolean},
         {"checksum", Kind::text},
         {"unpack", Kind::boolean}}}},
      {"COPY",
       {read_copy,
        {{"exclude", Kind::list},
         {"chown", Kind::text},
         {"chmod", Kind::text},
         {"link", Kind::boolean},
         {"from", Kind::text},
         {"parents", Kind::boolean}}}},
      {"RUN",
       {read_run,
        {{"mount", Kind::list}, {"network", Kind::text}, {"security", Kind::text}, {"device", Kind::list}}}},
      {"ENV", {read_env, {}}},
      {"ARG", {read_arg, {}}},
      {"WORKDIR", {read_single, {}}},
      {"USER", {read_single, {}}},
      {"SHELL", {read_shell, {}}},
      {"ONBUILD", {read_onbuild, {}}},
      {"LABEL", {read_metadata, {}}},
      {"CMD", {read_metadata, {}}},
      {"ENTRYPOINT", {read_metadata, {}}},
      {"EXPOSE", {read_metadata, {}}},
      {"VOLUME", {read_metadata, {}}},
      {"STOPSIGNAL", {read_metadata, {}}},
      {"MAINTAINER", {read_metadata, {}}},
      {"HEALTHCHECK",
       {read_metadata,
        {{"interval", Kind::text},
         {"timeout", Kind::text},
         {"start-period", Kind::text},
         {"start-interval", Kind::text},
         {"retries", Kind::text}}}},
  };
  return table;
}

/// Checks that upstream makes before it looks at the flags.
tl::expected<void, std::string> check_before_flags(const DockerfileNode& node, const std::string& keyword) {
  if ((keyword == "ADD" || keyword == "COPY") && node.arguments.size() < 2) {
    return refuse(
        fmt::format("{} requires at least two arguments, but only one was provided. "
                    "Destination could not be determined",
                    keyword));
  }
  if (keyword == "HEALTHCHECK" && node.arguments.empty()) {
    return refuse(at_least_one_argument(keyword));
  }
  return {};
}

tl::expected<BuildStage, std::string> read_stage(const DockerfileNode& node) {
  BuildStage stage;
  const auto& arguments = node.arguments;
  if (arguments.size() == 3 && equal_fold(arguments[1], "as")) {
    stage.name = to_lower(arguments[2]);
    const bool letter_first = stage.name.front() >= 'a' && stage.name.front() <= 'z';
    if (!letter_first ||
        stage.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") != std::string::npos) {
      return refuse(fmt::format(
          "invalid name for build stage: \"{}\", name can't start with a number or contain symbols",
          arguments[2]));
    }
  } else if (arguments.size() != 1) {
    return refuse("FROM requires either one or three arguments");
  }
  const auto flags = InstructionFlags::parse(node.flags, {{"platform", Kind::text}});
  if (!flags) {
    return refuse(flags.error());
  }
  stage.base = arguments[0];
  stage.platform = flags->text("platform");
  stage.start_line = node.start_line;
  stage.end_line = node.end_line;
  return stage;
}

tl::expected<Instruction, std::string> read(const DockerfileNode& node) {
  Instruction instruction;
  instruction.keyword = to_upper(node.keyword);
  instruction.code = trim_space(node.original);
  instruction.start_line = node.start_line;
  instruction.end_line = node.end_line;
  const auto reader = readers().find(instruction.keyword);
  if (reader == readers().end()) {
    return refuse(fmt::format("unknown instruction: {}", node.keyword));
  }
  if (const auto checked = check_before_flags(node, instruction.keyword); !checked) {
    return refuse(checked.error());
  }
  const auto flags = InstructionFlags::parse(node.flags, reader->second.flags);
  if (!flags) {
    return refuse(flags.error());
  }
  Content content = reader->second.read({node, instruction.keyword, *flags});
  if (!content) {
    return refuse(content.error());
  }
  instruction.content = std::move(*content);
  return instruction;
}

}  // namespace

Result<Instruction> read_instruction(const DockerfileNode& node) {
  auto instruction = read(node);
  if (!instruction) {
    return refuse_dockerfile(node.start_line, instruction.error());
  }
  return std::move(*instruction);
}

Result<Instructions> read_instructions(const std::vector<DockerfileNode>& nodes) {
  Instructions result;
  for (const DockerfileNode& node : nodes) {
    if (equal_fold(node.keyword, "from")) {
      auto stage = read_stage(node);
      if (!stage) {
        return refuse_dockerfile(node.start_line, stage.error());
      }
      result.stages.push_back(std::move(*stage));
      continue;
    }
    SLIPWAY_TRY_ASSIGN(Instruction instruction, read_instruction(node));
    if (!result.stages.empty()) {
      result.stages.back().instructions.push_back(std::move(instruction));
    } else if (instruction.keyword == "ARG") {
      result.global_arguments.push_back(std::move(instruction));
    } else {
      return refuse_dockerfile(node.start_line, "no build stage in current context");
    }
  }
  return result;
}

}  // namespace slipway::image
