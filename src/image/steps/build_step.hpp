#pragma once

#include "image/context/context_selection.hpp"
#include "image/dockerfile/variables.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace slipway::image {

/// A file system at some point of a build.
struct BuildState {
  enum class Kind : std::uint8_t { scratch, image, step };
  Kind kind = Kind::scratch;
  std::string reference;       ///< Of an image, with its platform: what it is recognised by.
  std::size_t step = no_step;  ///< Index into the list of steps; of an image, the one that loads it.

  static constexpr std::size_t no_step = static_cast<std::size_t>(-1);

  friend bool operator==(const BuildState& left, const BuildState& right) {
    return left.kind == right.kind && left.reference == right.reference &&
           (left.kind != Kind::step || left.step == right.step);
  }
};

/// What a step takes in besides the file system that it works on.
struct StepInput {
  enum class Kind : std::uint8_t {
    context,  ///< Files of a build context.
    state,    ///< Files of another stage or image.
    remote    ///< What ADD fetches.
  };
  Kind kind = Kind::context;
  std::size_t context = 0;  ///< Index of the context; 0 is the main one.
  BuildState state;
  std::string address;  ///< Of something remote.
  std::vector<ContextSelector> selectors;
};

/// One line of what a step is recognised by, named so that a difference can be explained.
struct KeyPart {
  std::string label;  ///< "the command", "the destination", …
  std::string text;
  int line =
      0;  ///< Of the image's configuration: the line of the last instruction that sets it; 0 without one.
};

/// One step of a build as BuildKit lists it.
struct BuildStep {
  enum class Kind : std::uint8_t {
    base_image,
    directory,  ///< A directory that FROM names as a context.
    run,
    copy,
    workdir,
    merge
  };
  Kind kind = Kind::run;
  /// Whether it is counted for people: a base image and a directory are only loaded, a merge belongs to its
  /// copy.
  bool is_counted() const { return kind == Kind::run || kind == Kind::copy || kind == Kind::workdir; }
  std::string name;   ///< "[builder 2/5] COPY src /app/src"
  std::string stage;  ///< The stage's name as BuildKit prints it; empty if there is only one.
  int line = 0;       ///< Where the instruction starts in the Dockerfile; of its FROM for an ONBUILD trigger.
  BuildState parent;  ///< The file system that it works on.
  /// Of a merge: the file system that is laid over the parent.
  std::optional<BuildState> merged;
  std::vector<StepInput> inputs;
  /// A RUN that also mounts its own root file system: the builder compares that by content.
  bool parent_by_content = false;
  std::vector<KeyPart> key;
  std::shared_ptr<const Environment> environment;  ///< Of a RUN: part of what it is recognised by.
  std::string command;                             ///< Of a RUN: the text of its command or of its heredoc.
  /// What the step depends on that is not known before it runs ("the content of https://…").
  std::string external;
  /// Variables or the working directory of a base image have a part in the step's name, or in the place where
  /// a copy puts its files. They are not known.
  bool name_is_open = false;
  bool place_is_open = false;
};

}  // namespace slipway::image
