#include "cli/command.hpp"
#include "cli/print.hpp"
#include "git/repository.hpp"
#include "image/predict/layers_report.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::cli {
namespace {

struct LayersOptions {
  std::string repository = ".";
  std::string from;
  std::string to = "HEAD";
  std::string root;
  std::vector<std::string> build_args;
  image::LayersQuery query;
  bool json = false;
};

Result<std::string> tree_of(const git::Repository& repository, const std::string& revision,
                            const std::string& root) {
  SLIPWAY_TRY_ASSIGN(const std::string id, repository.resolve(revision));
  return repository.tree_id(id, root);
}

Result<ExitCode> run_layers(LayersOptions options) {
  for (const std::string& argument : options.build_args) {
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos || equals == 0) {
      return fail(ExitCode::usage, fmt::format("--build-arg `{}` is not NAME=VALUE", printable(argument)), {},
                  "write for example --build-arg VERSION=3");
    }
    options.query.arguments[argument.substr(0, equals)] = argument.substr(equals + 1);
  }
  SLIPWAY_TRY_ASSIGN(const git::Repository repository, git::Repository::open(options.repository));
  SLIPWAY_TRY_ASSIGN(const std::string from, tree_of(repository, options.from, options.root));
  SLIPWAY_TRY_ASSIGN(const std::string to, tree_of(repository, options.to, options.root));
  SLIPWAY_TRY_ASSIGN(const image::LayersPrediction prediction,
                     image::compare_layers(*repository.tree(from), *repository.tree(to), options.query));
  print(options.json ? image::layers_json(prediction) : image::layers_text(prediction));
  return ExitCode::success;
}

Action declare_layers(Arguments& arguments) {
  auto options = std::make_shared<LayersOptions>();
  arguments.option("--repository", options->repository, "A path inside the repository (default: here)");
  arguments.required("--from", options->from, "The revision that was built");
  arguments.option("--to", options->to, "The revision to build (default: HEAD)");
  arguments.option("--root", options->root, "The directory of the repository that is deployed");
  arguments.option("--context", options->query.context,
                   "The build context below that directory (default: all of it)");
  arguments.option("--dockerfile", options->query.dockerfile,
                   "The Dockerfile (default: Dockerfile in the context)");
  arguments.option("--target", options->query.target, "The stage to build (default: the last)");
  arguments.repeated("--build-arg", options->build_args, "NAME=VALUE, for both sides");
  arguments.option("--platform", options->query.platform, "The platform of the image (default: linux/amd64)");
  arguments.flag("--json", options->json, "Print JSON (schema 1, docs/reference/layers-json.md)");
  return [options] { return run_layers(*options); };
}

}  // namespace

const Command layers_command{"layers",
                             "Show which steps of an image's build run again between two revisions, and why",
                             declare_layers};

}  // namespace slipway::cli
