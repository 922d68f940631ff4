#pragma once

#include "image/dockerfile/dockerfile_node.hpp"
#include "util/error.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace slipway::image {

/// RUN. `arguments` is one shell line, or an argument vector in the JSON form.
struct RunInstruction {
  struct File {
    std::string name;
    std::string data;
    bool chomp = false;
  };
  std::vector<std::string> arguments;
  bool prepend_shell = true;
  std::vector<File> files;           ///< Heredocs.
  std::vector<std::string> mounts;   ///< The values of --mount, variables not yet expanded.
  std::string network = "default";   ///< --network
  std::string security = "sandbox";  ///< --security
  std::vector<std::string> devices;  ///< The values of --device.
};

/// COPY and ADD.
struct CopyInstruction {
  struct Content {
    std::string path;  ///< The heredoc's name.
    std::string data;
    bool expand = true;
  };
  bool add = false;
  std::vector<std::string> sources;
  std::vector<Content> contents;  ///< Heredocs.
  std::string destination;
  std::string from;
  std::string chown;
  std::string chmod;
  bool link = false;
  bool parents = false;
  std::vector<std::string> exclude;
  std::string checksum;
  std::optional<bool> keep_git_dir;
  std::optional<bool> unpack;
};

struct EnvInstruction {
  std::vector<std::pair<std::string, std::string>> variables;
};

struct ArgInstruction {
  struct Argument {
    std::string name;
    std::optional<std::string> value;
  };
  std::vector<Argument> arguments;
};

struct WorkdirInstruction {
  std::string path;
};

struct UserInstruction {
  std::string user;
};

struct ShellInstruction {
  std::vector<std::string> shell;
};

/// ONBUILD: the instruction to run in a stage that is built on this one.
struct OnbuildInstruction {
  std::string expression;
};

/// What only ends up in the image's configuration: CMD, LABEL, EXPOSE, …
struct MetadataInstruction {
  std::vector<std::string> arguments;
  bool json = false;
};

struct Instruction {
  using Content =
      std::variant<RunInstruction, CopyInstruction, EnvInstruction, ArgInstruction, WorkdirInstruction,
                   UserInstruction, ShellInstruction, OnbuildInstruction, MetadataInstruction>;
  std::string keyword;  ///< Upper case.
  std::string code;     ///< The logical line, trimmed: what BuildKit prints.
  int start_line = 0;
  int end_line = 0;
  Content content;
};

/// A FROM and the instructions below it.
struct BuildStage {
  std::string name;      ///< Lower case; empty without AS.
  std::string base;      ///< Variables not yet expanded.
  std::string platform;  ///< The value of --platform, variables not yet expanded.
  int start_line = 0;
  int end_line = 0;
  std::vector<Instruction> instructions;
};

/// The stages of a Dockerfile.
struct Instructions {
  std::vector<Instruction> global_arguments;  ///< The ARG instructions in front of the first FROM.
  std::vector<BuildStage> stages;
};

/// Gives the nodes of a Dockerfile their meaning. Follows moby/buildkit
/// frontend/dockerfile/instructions/parse.go; an error has Docker's sentence.
Result<Instructions> read_instructions(const std::vector<DockerfileNode>& nodes);

/// One instruction that is no FROM, such as the trigger of an ONBUILD.
Result<Instruction> read_instruction(const DockerfileNode& node);

}  // namespace slipway::image
