#include "image/steps/image_model.hpp"

#include "image/dockerfile/dockerfile_directives.hpp"
#include "image/dockerfile/dockerfile_parser.hpp"
#include "image/dockerfile/instructions.hpp"
#include "image/ignore/ignore_choice.hpp"

#include <fmt/format.h>

#include <utility>

namespace slipway::image {

namespace {

using classify::EntryKind;

std::string join(std::string_view directory, std::string_view name) {
  return directory.empty() ? std::string(name) : fmt::format("{}/{}", directory, name);
}

struct DockerfileText {
  std::string path;
  std::string text;
};

Result<bool> is_file(const classify::Tree& tree, const std::string& path) {
  SLIPWAY_TRY_ASSIGN(const auto entry, tree.find(path));
  return entry && (entry->kind == EntryKind::file || entry->kind == EntryKind::executable ||
                   entry->kind == EntryKind::symlink);
}

/// Reads a file of the tree, links followed inside the tree.
Result<std::string> read_following(const classify::Tree& tree, const std::string& path) {
  const ContextView view(tree, "", IgnoreRules());
  SLIPWAY_TRY_ASSIGN(const auto resolved, view.resolve(path, true));
  if (!resolved.node || resolved.node->is_directory()) {
    return fail(ExitCode::refused, fmt::format("a file at `{}`", path), "a link that leads to none",
                "correct the link");
  }
  return tree.read(resolved.node->path);
}

Result<DockerfileText> read_dockerfile(const ImageSource& source) {
  if (source.inline_text) {
    return DockerfileText{"", *source.inline_text};
  }
  const std::string path =
      source.dockerfile.empty() ? join(source.context, "Dockerfile") : normal_path(source.dockerfile);
  SLIPWAY_TRY_ASSIGN(const bool there, is_file(*source.tree, path));
  if (there) {
    SLIPWAY_TRY_ASSIGN(std::string text, read_following(*source.tree, path));
    return DockerfileText{path, std::move(text)};
  }
  // The default name is also looked for in lower case.
  if (base_name(path) == "Dockerfile") {
    const std::string lower = path.substr(0, path.size() - 10) + "dockerfile";
    SLIPWAY_TRY_ASSIGN(const bool lower_there, is_file(*source.tree, lower));
    if (lower_there) {
      SLIPWAY_TRY_ASSIGN(std::string text, read_following(*source.tree, lower));
      return DockerfileText{lower, std::move(text)};
    }
  }
  return fail(ExitCode::refused, fmt::format("a Dockerfile at `{}`", path),
              "no file of that name in the tree", "commit the Dockerfile, or name the right one");
}

/// Errors of a Dockerfile name the file.
tl::unexpected<Error> in_file(Error error, const std::string& path) {
  error.found = fmt::format("{}: {}", path.empty() ? "the inline Dockerfile" : path, error.found);
  return tl::unexpected<Error>(std::move(error));
}

Result<IgnoreRules> named_context_rules(const classify::Tree& tree, const std::string& directory) {
  const std::string path = join(directory, ".dockerignore");
  SLIPWAY_TRY_ASSIGN(const bool there, is_file(tree, path));
  if (!there) {
    return IgnoreRules();
  }
  SLIPWAY_TRY_ASSIGN(const std::string bytes, read_following(tree, path));
  SLIPWAY_TRY_ASSIGN(const IgnoreFile file, read_ignore_file(bytes, path));
  return IgnoreRules::for_context(file);
}

}  // namespace

Result<ImageModel> ImageModel::load(const ImageSource& source) {
  ImageModel model;
  model.source_ = source;
  model.source_.context = normal_path(source.context);
  const classify::Tree& tree = *source.tree;
  SLIPWAY_TRY_ASSIGN(const DockerfileText dockerfile, read_dockerfile(model.source_));
  model.dockerfile_ = dockerfile.path;

  auto parsed = parse_dockerfile(dockerfile.text);
  if (!parsed) {
    return in_file(std::move(parsed).error(), dockerfile.path);
  }
  auto instructions = read_instructions(parsed->nodes);
  if (!instructions) {
    return in_file(std::move(instructions).error(), dockerfile.path);
  }
  auto graph = build_stage_graph(*instructions, parsed->escape, source.options);
  if (!graph) {
    return in_file(std::move(graph).error(), dockerfile.path);
  }

  // The file beside a Dockerfile is looked for under the name that was asked for, not the lower-case one.
  const std::string asked =
      source.dockerfile.empty() ? join(model.source_.context, "Dockerfile") : normal_path(source.dockerfile);
  SLIPWAY_TRY_ASSIGN(const auto chosen, choose_ignore_file(tree, model.source_.context, asked));
  model.ignore_file_ = chosen ? chosen->path : std::string();
  SLIPWAY_TRY_ASSIGN(IgnoreRules rules, context_rules(tree, model.source_.context, asked));
  model.reservations_ = rules.warnings();
  model.contexts_.emplace_back(tree, model.source_.context, std::move(rules));

  std::vector<std::string> context_names;
  for (const auto& [name, context] : source.options.contexts) {
    if (context.elsewhere.empty()) {
      const std::string directory = normal_path(context.directory);
      SLIPWAY_TRY_ASSIGN(IgnoreRules named_rules, named_context_rules(tree, directory));
      model.contexts_.emplace_back(tree, directory, std::move(named_rules));
      context_names.push_back(name);
    }
  }
  auto steps = build_steps(*graph, source.options, context_names);
  if (!steps) {
    return in_file(std::move(steps).error(), dockerfile.path);
  }
  model.steps_ = std::move(*steps);
  if (const auto syntax = detect_syntax(dockerfile.text)) {
    model.reservations_.push_back(fmt::format(
        "{}:{}: the front end {} reads this Dockerfile; it is taken to read it as the builder's own does",
        dockerfile.path, syntax->line, syntax->reference));
  }
  return model;
}

std::vector<const ContextSelector*> ImageModel::selectors_of(std::size_t context) const {
  std::vector<const ContextSelector*> selectors;
  for (const BuildStep& step : steps_.steps) {
    for (const StepInput& input : step.inputs) {
      for (const ContextSelector& selector : input.selectors) {
        if (input.kind == StepInput::Kind::context && input.context == context) {
          selectors.push_back(&selector);
        }
      }
    }
  }
  return selectors;
}

Result<std::vector<ImageModel::Problem>> ImageModel::problems() const {
  std::vector<std::vector<const ContextSelector*>> selectors;
  for (std::size_t context = 0; context < contexts_.size(); ++context) {
    selectors.push_back(selectors_of(context));
  }
  std::vector<Problem> problems;
  for (std::size_t index = 0; index < steps_.steps.size(); ++index) {
    for (const StepInput& input : steps_.steps[index].inputs) {
      if (input.kind != StepInput::Kind::context) {
        continue;
      }
      for (const ContextSelector& selector : input.selectors) {
        SLIPWAY_TRY_ASSIGN(std::string message,
                           missing_source(contexts_[input.context], selector, selectors[input.context]));
        if (!message.empty()) {
          problems.push_back({index, std::move(message)});
        }
      }
    }
  }
  return problems;
}

}  // namespace slipway::image
