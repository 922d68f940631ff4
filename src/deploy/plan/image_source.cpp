#include "deploy/plan/image_source.hpp"

#include "image/dockerfile/dockerfile_directives.hpp"
#include "image/dockerfile/image_reference.hpp"
#include "image/go/code_points.hpp"

namespace slipway::deploy {

namespace {

/// What FROM of another image may name it.
std::vector<std::string> names_in(const ImageBuild& build, const ImageBuild& base) {
  std::vector<std::string> names;
  for (const std::string* name : {&base.name_v2, &base.name_v1}) {
    if (const auto reference = image::normal_image_reference(*name)) {
      names.push_back(*reference);
    }
  }
  for (const auto& [context, service] : build.service_contexts) {
    if (service == base.service) {
      names.push_back(context);
    }
  }
  return names;
}

/// Hardly any Dockerfile has one.
bool may_have_triggers(const ImageBuild& build, const classify::Tree& tree) {
  std::string text = build.inline_dockerfile;
  if (text.empty()) {
    const auto place = image::find_dockerfile(tree, build.dockerfile);
    text = place ? tree.read(place->behind_links).value_or(std::string{}) : std::string{};
  }
  return image::to_upper(text).find("ONBUILD") != std::string::npos;
}

image::ImageSource without_triggers(const ImageBuild& build, const classify::Tree& tree) {
  image::ImageSource source;
  source.tree = &tree;
  source.context = build.context;
  source.dockerfile = build.dockerfile;
  if (!build.inline_dockerfile.empty()) {
    source.inline_text = build.inline_dockerfile;
  }
  source.options.target = build.target;
  source.options.arguments = build.arguments;
  if (!build.platform.empty()) {
    source.options.platform = build.platform;
  }
  for (const auto& [name, context] : build.additional_contexts) {
    const bool in_tree = context.starts_with("./");
    source.options.contexts[name] = {in_tree ? context.substr(2) : std::string{},
                                     in_tree ? std::string{} : context};
  }
  for (const auto& [name, service] : build.service_contexts) {
    source.options.contexts[name] = {std::string{}, "service:" + service};
  }
  // Without containerd's image store dockerd merges no layers. With it, less runs again than is predicted.
  source.options.merges_links = false;
  return source;
}

}  // namespace

const std::vector<ImageSources::Base>& ImageSources::bases() const {
  if (!bases_) {
    bases_.emplace();
    for (const ImageBuild& base : *all_) {
      if (!may_have_triggers(base, *tree_)) {
        continue;
      }
      if (const auto model = image::ImageModel::load(without_triggers(base, *tree_))) {
        bases_->push_back({&base, model->triggers()});
      }
    }
  }
  return *bases_;
}

image::ImageSource ImageSources::of(const ImageBuild& build) const {
  image::ImageSource source = without_triggers(build, *tree_);
  for (const Base& base : bases()) {
    if (base.build->service == build.service) {
      continue;
    }
    for (const std::string& name : names_in(build, *base.build)) {
      source.options.triggers[name] = base.triggers;
    }
  }
  return source;
}

image::ImageSource ImageSources::of(const ImageBuild& build, const std::string& cache_bust_arg,
                                    const std::string& cache_bust) const {
  image::ImageSource source = of(build);
  if (!cache_bust.empty()) {
    source.options.arguments[cache_bust_arg] = cache_bust;
  }
  return source;
}

/// A front end named by `# syntax=` may read what Docker's own would refuse.
bool has_own_front_end(const ImageBuild& build, const classify::Tree& tree) {
  if (!build.inline_dockerfile.empty()) {
    return image::detect_syntax(build.inline_dockerfile).has_value();
  }
  const auto place = image::find_dockerfile(tree, build.dockerfile);
  const auto text = place ? tree.read(place->behind_links) : tl::unexpected(place.error());
  return text && image::detect_syntax(*text);
}

}  // namespace slipway::deploy
