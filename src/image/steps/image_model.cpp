#include "image/steps/image_model.hpp"

#include "classify/follow_links.hpp"
#include "image/dockerfile/dockerfile_directives.hpp"
#include "image/dockerfile/dockerfile_parser.hpp"
#include "image/dockerfile/image_reference.hpp"
#include "image/dockerfile/instructions.hpp"
#include "image/ignore/ignore_choice.hpp"

#include <fmt/format.h>

#include <utility>

namespace slipway::image {

namespace {

using classify::EntryKind;
using classify::FollowedPath;

std::string join(std::string_view directory, std::string_view name) {
  return directory.empty() ? std::string(name) : fmt::format("{}/{}", directory, name);
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string{} : path.substr(0, slash);
}

/// Errors of a Dockerfile name the file.
tl::unexpected<Error> in_file(Error error, const std::string& path) {
  const std::string name = path.empty() ? std::string("the inline Dockerfile") : path;
  error.because = error.because.empty() ? name : fmt::format("{}: {}", name, error.because);
  return tl::unexpected<Error>(std::move(error));
}

/// A context, links followed as the builder's client follows them.
Result<std::string> context_directory(const classify::Tree& tree, const std::string& directory,
                                      std::vector<std::string>& links) {
  SLIPWAY_TRY_ASSIGN(FollowedPath followed, classify::follow_links(tree, normal_path(directory)));
  links.insert(links.end(), followed.links.begin(), followed.links.end());
  if (!followed.inside) {
    return fail(ExitCode::refused, fmt::format("the build context `{}` is not in the commit", directory),
                fmt::format("it is a symbolic link to `{}`", followed.path), "correct the link");
  }
  return std::move(followed.path);
}

}  // namespace

Result<DockerfilePlace> find_dockerfile(const classify::Tree& tree, const std::string& asked) {
  const std::string clean = normal_path(asked);
  DockerfilePlace place;
  SLIPWAY_TRY_ASSIGN(const FollowedPath directory, classify::follow_links(tree, directory_of(clean)));
  place.way = directory.links;
  std::vector<std::string> names = {base_name(clean)};
  if (names.front() == "Dockerfile") {
    names.emplace_back("dockerfile");  // The default name is also looked for in lower case.
  }
  for (const std::string& name : names) {
    place.path = place.builders_path = join(directory.path, name);
    place.way.push_back(place.path);
    SLIPWAY_TRY_ASSIGN(const auto entry, directory.inside ? tree.find(place.path)
                                                          : Result<std::optional<classify::TreeEntry>>{});
    if (!entry || entry->kind == EntryKind::directory || entry->kind == EntryKind::submodule) {
      continue;
    }
    SLIPWAY_TRY_ASSIGN(const FollowedPath file, classify::follow_links(tree, place.path));
    const auto way = file.way();
    place.way.insert(place.way.end(), way.begin(), way.end());
    if (!file.is_file()) {
      return fail(ExitCode::refused, fmt::format("`{}` is not a file", place.path),
                  "it is a symbolic link that leads to none", "correct the link");
    }
    SLIPWAY_TRY_ASSIGN(const FollowedPath seen,
                       classify::follow_links(tree, place.path, {.top = directory.path, .clamps = true}));
    place.behind_links = file.path;
    place.builders_path = seen.path == file.path ? place.path : file.path;
    return place;
  }
  return fail(ExitCode::refused, fmt::format("there is no Dockerfile at `{}`", clean),
              "the commit has no such file", "commit the Dockerfile, or name the right one");
}

Result<ImageModel> ImageModel::load(const ImageSource& source) {
  ImageModel model;
  model.source_ = source;
  model.source_.context = normal_path(source.context);
  const classify::Tree& tree = *source.tree;
  SLIPWAY_TRY_ASSIGN(const std::string context,
                     context_directory(tree, source.context, model.ways_.contexts));
  std::string asked;  // The file beside a Dockerfile is not looked for under the lower-case name.
  if (source.inline_text) {
    model.dockerfile_text_ = *source.inline_text;
  } else {
    SLIPWAY_TRY_ASSIGN(
        DockerfilePlace place,
        find_dockerfile(tree, source.dockerfile.empty() ? join(context, "Dockerfile") : source.dockerfile));
    SLIPWAY_TRY_ASSIGN(model.dockerfile_text_, tree.read(place.behind_links));
    asked = place.builders_path == place.path && base_name(place.path) == "dockerfile"
                ? join(directory_of(place.path),
                       source.dockerfile.empty() ? "Dockerfile" : base_name(source.dockerfile))
                : place.builders_path;
    model.dockerfile_ = std::move(place.path);
    model.ways_.dockerfile = std::move(place.way);
  }
  const std::string& text = model.dockerfile_text_;

  auto parsed = parse_dockerfile(text);
  if (!parsed) {
    return in_file(std::move(parsed).error(), model.dockerfile_);
  }
  auto instructions = read_instructions(parsed->nodes);
  if (!instructions) {
    return in_file(std::move(instructions).error(), model.dockerfile_);
  }
  auto graph = build_stage_graph(*instructions, parsed->escape, source.options);
  if (!graph) {
    return in_file(std::move(graph).error(), model.dockerfile_);
  }

  SLIPWAY_TRY_ASSIGN(const auto chosen, choose_ignore_file(tree, context, asked));
  SLIPWAY_TRY_ASSIGN(model.ways_.ignore_file, ignore_file_ways(tree, context, asked));
  model.ignore_file_ = chosen ? chosen->path : std::string();
  SLIPWAY_TRY_ASSIGN(IgnoreRules rules, context_rules(tree, context, asked));
  model.reservations_ = rules.warnings();
  model.contexts_.emplace_back(tree, context, std::move(rules));

  std::vector<std::string> context_names;
  for (const auto& [name, named] : source.options.contexts) {
    if (named.elsewhere.empty()) {
      SLIPWAY_TRY_ASSIGN(const std::string directory,
                         context_directory(tree, named.directory, model.ways_.contexts));
      SLIPWAY_TRY_ASSIGN(IgnoreRules named_rules, context_rules(tree, directory, ""));
      SLIPWAY_TRY_ASSIGN(const auto named_ways, ignore_file_ways(tree, directory, ""));
      model.ways_.ignore_file.insert(model.ways_.ignore_file.end(), named_ways.begin(), named_ways.end());
      model.contexts_.emplace_back(tree, directory, std::move(named_rules));
      context_names.push_back(name);
    }
  }
  auto steps = build_steps(*graph, source.options, context_names);
  if (!steps) {
    return in_file(std::move(steps).error(), model.dockerfile_);
  }
  model.steps_ = std::move(*steps);
  if (const auto syntax = detect_syntax(text)) {
    model.foreign_front_end_ =
        !normal_image_reference(syntax->reference).value_or("").starts_with("docker.io/docker/dockerfile:1");
    model.reservations_.push_back(fmt::format(
        "{}:{}: the front end {} reads this Dockerfile; it is taken to read it as the builder's own does",
        model.dockerfile_, syntax->line, syntax->reference));
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
