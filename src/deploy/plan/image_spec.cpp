#include "deploy/plan/image_spec.hpp"

#include "classify/follow_links.hpp"
#include "image/dockerfile/image_reference.hpp"
#include "image/steps/image_model.hpp"
#include "util/digest.hpp"
#include "util/natural_order.hpp"
#include "util/pasted_command.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace slipway::deploy {
namespace {

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

tl::unexpected<Error> depends_on_variables(const compose::Service& service, std::string_view what,
                                           const compose::Text& text) {
  return fail(ExitCode::refused,
              fmt::format("the {} of the service `{}` is unknown", what, printable(service.name)),
              fmt::format("`{}` uses {}, which is not set in the commit", printable(text.written),
                          printable(join(text.unknown, ", "))),
              "set it in a committed .env file, or give it a default: ${NAME:-value}");
}

/// A name with its tag: compose adds `latest` where there is none.
std::string with_tag(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  const std::size_t colon = name.rfind(':');
  const bool tagged = colon != std::string::npos && (slash == std::string::npos || colon > slash);
  return tagged ? name : name + ":latest";
}

Result<std::string> known(const compose::Service& service, std::string_view what, const compose::Text& text) {
  if (!text.known()) {
    return depends_on_variables(service, what, text);
  }
  return text.value;
}

Result<std::string> path_in_tree(const compose::Service& service, std::string_view what,
                                 const compose::SourcePath& path) {
  if (!path.is_inside() && !path.text.known()) {
    return depends_on_variables(service, what, path.text);
  }
  if (!path.is_inside()) {
    return fail(
        ExitCode::refused,
        fmt::format("the {} of the service `{}` is outside of the deployed directory", what, service.name),
        fmt::format("it is `{}`", printable(path.text.value)),
        "set ROOT to a directory of the repository that contains it");
  }
  return path.path;
}

/// Looks for the context and the Dockerfile, and says where the builder finds them.
Result<void> find_sources(const compose::Service& service, ImageBuild& image, const classify::Tree& tree) {
  SLIPWAY_TRY_ASSIGN(const classify::FollowedPath context, classify::follow_links(tree, image.context));
  if (!context.is_directory()) {
    return fail(
        ExitCode::refused,
        fmt::format("the build context of the service `{}` is not in the commit", service.name),
        fmt::format("{}:{} names `{}`, and the commit has no such directory", service.build->location.file,
                    service.build->location.line, printable(image.context)),
        "git add it and commit, or correct the compose file");
  }
  image.builders_context = context.path;
  if (image.dockerfile.empty()) {
    return {};
  }
  auto file = image::find_dockerfile(tree, image.dockerfile);
  if (!file) {
    return fail(
        ExitCode::refused,
        fmt::format("the Dockerfile of the service `{}` is not in the commit", service.name),
        fmt::format("{}:{} names `{}`, and the commit has no such file", service.build->location.file,
                    service.build->location.line, printable(image.dockerfile)),
        PastedCommand("git add {} && git commit, or correct the compose file", image.dockerfile).text());
  }
  image.builders_dockerfile = std::move(file->builders_path);
  return {};
}

/// Only what changes the image made from the same files; never a value in the clear.
std::string definition_of(const ImageBuild& image, const std::string& builder) {
  Sha256 digest;
  const auto add = [&](std::string_view text) { digest.update(fmt::format("{}:{}", text.size(), text)); };
  for (const std::string* text : {&image.context, &image.dockerfile, &image.inline_dockerfile, &image.target,
                                  &image.platform, &image.network, &image.shm_size, &builder}) {
    add(*text);
  }
  for (const auto* map : {&image.arguments, &image.additional_contexts, &image.service_contexts}) {
    digest.update(fmt::format("[{}", map->size()));
    for (const auto& [name, value] : *map) {
      add(name);
      add(value);
    }
  }
  for (const std::string& host : image.extra_hosts) {
    add(host);
  }
  std::string definition = digest.hex().substr(0, 16);
  if (!image.labels.empty()) {
    // By themselves: other labels cost no layer.
    Sha256 labels;
    for (const auto& [name, value] : image.labels) {
      labels.update(fmt::format("{}:{}{}:{}", name.size(), name, value.size(), value));
    }
    definition += "-" + labels.hex().substr(0, 8);
  }
  return definition;
}

/// Another engine has other base images and none of the layers, so it counts as another builder.
std::string builder_of(const BuildSettings& build_settings) {
  return build_settings.here ? build_settings.builder + " here" : build_settings.builder;
}

Result<ImageBuild> describe(const compose::Service& service, const classify::Tree& tree,
                            const BuildSettings& build_settings) {
  const compose::Build& build = *service.build;
  ImageBuild image;
  image.service = service.name;
  if (service.image) {
    SLIPWAY_TRY_ASSIGN(const std::string name, known(service, "image", *service.image));
    image.name_v2 = image.name_v1 = with_tag(name);
  } else {
    image.name_v2 = with_tag(service.default_image_v2);
    image.name_v1 = with_tag(service.default_image_v1);
  }
  if (build.context.kind != compose::BuildContext::Kind::directory) {
    return fail(ExitCode::refused,
                fmt::format("the build context of the service `{}` is not a directory of the repository",
                            service.name),
                fmt::format("it is `{}`", printable(build.context.path.text.value)),
                "build from files of the repository, or use `image:`");
  }
  SLIPWAY_TRY_ASSIGN(image.context, path_in_tree(service, "build context", build.context.path));
  if (build.dockerfile_inline) {
    SLIPWAY_TRY_ASSIGN(image.inline_dockerfile, known(service, "Dockerfile", *build.dockerfile_inline));
  } else if (build.dockerfile_path) {
    SLIPWAY_TRY_ASSIGN(image.dockerfile, path_in_tree(service, "Dockerfile", *build.dockerfile_path));
  }
  SLIPWAY_TRY(find_sources(service, image, tree));
  const std::pair<const std::optional<compose::Text>*, std::string*> texts[] = {
      {&build.target, &image.target}, {&build.network, &image.network}, {&build.shm_size, &image.shm_size}};
  for (const auto& [from, to] : texts) {
    if (*from) {
      SLIPWAY_TRY_ASSIGN(*to, known(service, "build", **from));
    }
  }
  image.platform = build_settings.platform;
  if (image.platform.empty() && !service.platform.empty()) {
    SLIPWAY_TRY_ASSIGN(image.platform, known(service, "platform", service.platform));
  } else if (image.platform.empty() && build.platforms.size() == 1) {
    SLIPWAY_TRY_ASSIGN(image.platform, known(service, "platform", build.platforms.front()));
  }
  for (const auto& [name, value] : build.args) {
    const bool is_unset = !value.known() && value.written.empty();
    if (is_unset || build_settings.args.contains(name)) {
      continue;  // Without a value, and nothing that sets it: the Dockerfile's default holds.
    }
    SLIPWAY_TRY_ASSIGN(image.arguments[name], known(service, fmt::format("build argument {}", name), value));
  }
  for (const auto& [name, value] : build_settings.args) {
    image.arguments[name] = value;
  }
  for (const auto& [name, value] : build.labels) {
    SLIPWAY_TRY_ASSIGN(image.labels[name], known(service, fmt::format("label {}", name), value));
  }
  for (const auto& [name, context] : build.additional_contexts) {
    if (context.kind == compose::BuildContext::Kind::directory) {
      SLIPWAY_TRY_ASSIGN(const std::string path, path_in_tree(service, "additional context", context.path));
      image.additional_contexts[name] = "./" + path;  // The builder's client follows a link here.
    } else if (context.kind == compose::BuildContext::Kind::service) {
      image.service_contexts[name] = context.service;
    } else {
      image.additional_contexts[name] = context.path.text.value;
    }
  }
  for (const compose::Text& host : build.extra_hosts) {
    SLIPWAY_TRY_ASSIGN(image.extra_hosts.emplace_back(), known(service, "build", host));
  }
  for (const compose::Text& source : build.cache_from) {
    SLIPWAY_TRY_ASSIGN(image.cache_from.emplace_back(), known(service, "build", source));
  }
  for (const compose::Text& tag : build.tags) {
    const auto reference = image::normal_image_reference(tag.value);
    if (tag.known() && reference) {
      image.tags.push_back(*reference);
    }
  }
  image.definition = definition_of(image, builder_of(build_settings));
  return image;
}

/// The service that builds the image of that name; empty if none does.
std::string builder_of(const compose::Model& model, const std::string& image) {
  const auto wanted = image::normal_image_reference(image);
  for (const auto& [name, service] : model.services) {
    for (const std::string& built : compose::built_image_names(service)) {
      const auto reference = image::normal_image_reference(built);
      if (wanted && reference && *reference == *wanted) {
        return name;
      }
    }
  }
  return {};
}

Result<void> add_service_contexts(ImageBuild& image, const std::vector<ImageBuild>& images) {
  for (const auto& [context, service] : image.service_contexts) {
    const bool is_built =
        std::any_of(images.begin(), images.end(),
                    [&service = service](const ImageBuild& one) { return one.service == service; });
    if (!is_built) {
      return fail(ExitCode::refused,
                  fmt::format("the additional context `{}` of the service `{}` is not the image of a service "
                              "that builds one",
                              context, image.service),
                  fmt::format("it is `service:{}`", printable(service)),
                  "give that service a `build:`, or correct the name");
    }
    image.made_from[service].insert(context);
  }
  return {};
}

/// The names of which one side has another value, or none.
void add_changed(std::vector<std::string>& changed, std::string_view what,
                 const std::map<std::string, std::string>& before,
                 const std::map<std::string, std::string>& now) {
  std::set<std::string> names;
  for (const auto* side : {&before, &now}) {
    for (const auto& [name, value] : *side) {
      names.insert(name);
    }
  }
  for (const std::string& name : names) {
    const auto old = before.find(name);
    const auto other = now.find(name);
    if (old == before.end() || other == now.end() || old->second != other->second) {
      changed.push_back(fmt::format("{} {}", what, printable(name)));
    }
  }
}

}  // namespace

Result<ImageBuild> describe_image(const compose::Model& model, const std::string& service,
                                  const classify::Tree& tree, const BuildSettings& build_settings) {
  const auto found = model.services.find(service);
  if (found == model.services.end() || !found->second.build) {
    return fail(ExitCode::refused, fmt::format("the service `{}` has no `build:`", printable(service)), {},
                "add `build:` to the service");
  }
  return describe(found->second, tree, build_settings);
}

Result<void> refuse_further_name(const ReleaseSpec& spec, const std::string& image) {
  const auto wanted = image::normal_image_reference(image);
  const auto named =
      wanted ? std::find_if(spec.images.begin(), spec.images.end(),
                            [&](const ImageBuild& built) { return contains(built.tags, *wanted); })
             : spec.images.end();
  if (named == spec.images.end()) {
    return {};
  }
  const bool is_own_name = std::any_of(spec.images.begin(), spec.images.end(), [&](const ImageBuild& built) {
    return image::normal_image_reference(built.name_v2) == wanted ||
           image::normal_image_reference(built.name_v1) == wanted;
  });
  if (is_own_name) {
    return {};
  }
  return fail(
      ExitCode::refused,
      fmt::format("`{}` is only a further name of the image that `{}` builds, and the image does "
                  "not get it",
                  printable(image), named->service),
      "`build.tags` is not applied",
      fmt::format("name the image by `image:` of `{}`, and use that name everywhere", named->service));
}

Result<void> refuse_unsupported_builds(const ReleaseSpec& spec, const compose::Model& model) {
  for (const ImageBuild& image : spec.images) {
    const compose::Build& build = *model.services.at(image.service).build;
    const bool has_secrets = !build.secrets.empty();
    if (has_secrets || !build.ssh.empty()) {
      // Without them a step may succeed and leave out what it was to fetch.
      return fail(
          ExitCode::refused,
          fmt::format("the build of the service `{}` uses {}, which Slipway does not pass to a builder",
                      image.service, has_secrets ? "secrets" : "an ssh agent"),
          fmt::format("{}:{} has `build.{}`", build.location.file, build.location.line,
                      has_secrets ? "secrets" : "ssh"),
          "take it out; fetch the files before the build, and commit them or deploy them with "
          "slipway_add_artifacts()");
    }
  }
  for (const std::string& image : spec.pulled_images) {
    SLIPWAY_TRY(refuse_further_name(spec, image));
  }
  for (const auto& [name, service] : model.services) {
    for (const compose::Mount& mount : service.mounts) {
      if (service.active && !mount.image.empty()) {
        SLIPWAY_TRY(refuse_further_name(spec, mount.image));
      }
    }
  }
  return {};
}

std::vector<std::string> changed_build_settings(const ImageBuild& before, const ImageBuild& now) {
  std::vector<std::string> changed;
  const std::tuple<const char*, const std::string&, const std::string&> texts[] = {
      {"build context", before.context, now.context},
      {"Dockerfile", before.dockerfile, now.dockerfile},
      {"inline Dockerfile", before.inline_dockerfile, now.inline_dockerfile},
      {"target", before.target, now.target},
      {"platform", before.platform, now.platform},
      {"network", before.network, now.network},
      {"shm_size", before.shm_size, now.shm_size}};
  for (const auto& [what, old, other] : texts) {
    if (old != other) {
      changed.emplace_back(what);
    }
  }
  add_changed(changed, "build argument", before.arguments, now.arguments);
  add_changed(changed, "additional context", before.additional_contexts, now.additional_contexts);
  add_changed(changed, "additional context", before.service_contexts, now.service_contexts);
  if (before.extra_hosts != now.extra_hosts) {
    changed.emplace_back("extra_hosts");
  }
  return changed;
}

namespace {

/// What a service needs, each after what that needs itself.
void add_needs(std::vector<std::string>& needs, std::set<std::string>& seen, const compose::Model& model,
               const std::string& service, const std::vector<std::string>& jobs) {
  const auto found = model.services.find(service);
  if (found == model.services.end()) {
    return;
  }
  for (const auto& [other, how] : found->second.depends_on) {
    if (!seen.insert(other).second) {
      continue;
    }
    add_needs(needs, seen, model, other, jobs);
    // A job has run by then, and is not started as a service besides.
    if (!contains(jobs, other)) {
      needs.push_back(other + (how.condition == "service_healthy"                  ? "=healthy"
                               : how.condition == "service_completed_successfully" ? "=end"
                                                                                   : ""));
    }
  }
}

Result<void> describe_jobs(ReleaseSpec& spec, const compose::Model& model,
                           const std::vector<std::string>& jobs) {
  for (const std::string& name : jobs) {
    const auto found = model.services.find(name);
    if (found == model.services.end()) {
      return fail(ExitCode::refused,
                  fmt::format("BEFORE_SWITCH names `{}`, which is not a service of the compose file",
                              printable(name)),
                  {}, "correct the name, or leave it out of BEFORE_SWITCH");
    }
    const auto dependent = std::find_if(model.services.begin(), model.services.end(), [&](const auto& entry) {
      return entry.second.active && !contains(jobs, entry.first) && entry.second.depends_on.contains(name);
    });
    if (dependent != model.services.end()) {
      return fail(
          ExitCode::refused,
          fmt::format("the service `{}` is to start after `{}`, which is a job in BEFORE_SWITCH",
                      printable(dependent->first), printable(name)),
          "the job has ended before any service is started",
          fmt::format("leave `{0}` out of `depends_on`; or leave it out of BEFORE_SWITCH: with the condition "
                      "`service_completed_successfully` it ends before `{1}` is touched all the same",
                      printable(name), printable(dependent->first)));
    }
    for (const auto& [other, how] : found->second.depends_on) {
      const auto place = std::find(jobs.begin(), jobs.end(), other);
      if (place != jobs.end() && place > std::find(jobs.begin(), jobs.end(), name)) {
        return fail(ExitCode::refused,
                    fmt::format("BEFORE_SWITCH names `{}` before `{}`", printable(name), printable(other)),
                    fmt::format("`{}` depends on `{}`, and jobs run in the order in which they are named",
                                printable(name), printable(other)),
                    fmt::format("name `{}` before `{}` in BEFORE_SWITCH", printable(other), printable(name)));
      }
    }
    Job job{name, {}};
    std::set<std::string> seen{name};
    add_needs(job.needs, seen, model, name, jobs);
    spec.jobs.push_back(std::move(job));
    if (!found->second.build && found->second.image && found->second.image->known() &&
        builder_of(model, found->second.image->value).empty()) {
      spec.pulled_images.push_back(with_tag(found->second.image->value));
    }
  }
  return {};
}

}  // namespace

std::set<std::string> image_builders(const compose::Model& model, const std::vector<std::string>& jobs) {
  std::set<std::string> builders;
  std::vector<std::string> open = jobs;
  for (const auto& [name, service] : model.services) {
    if (service.active) {
      open.push_back(name);
    }
  }
  while (!open.empty()) {
    const auto service = model.services.find(open.back());
    open.pop_back();
    if (service == model.services.end()) {
      continue;
    }
    for (const compose::Mount& mount : service->second.mounts) {
      if (!mount.image.empty()) {
        open.push_back(builder_of(model, mount.image));
      }
    }
    if (!service->second.build) {
      if (service->second.image && service->second.image->known()) {
        open.push_back(builder_of(model, service->second.image->value));
      }
    } else if (builders.insert(service->first).second) {
      for (const auto& [name, context] : service->second.build->additional_contexts) {
        open.push_back(context.service);
      }
    }
  }
  return builders;
}

Result<void> describe_images(ReleaseSpec& spec, const compose::Model& model, const classify::Tree& tree,
                             const BuildSettings& build_settings, const std::vector<std::string>& jobs) {
  SLIPWAY_TRY(describe_jobs(spec, model, jobs));
  for (const std::string& name : image_builders(model, jobs)) {
    SLIPWAY_TRY_ASSIGN(ImageBuild image, describe(model.services.at(name), tree, build_settings));
    spec.platforms.insert(image.platform);
    spec.images.push_back(std::move(image));
  }
  for (const auto& [name, service] : model.services) {
    if (!service.active || contains(jobs, name)) {
      continue;
    }
    spec.services.push_back(name);
    const bool has_mounts =
        std::any_of(service.mounts.begin(), service.mounts.end(), [](const compose::Mount& mount) {
          return mount.kind == compose::Mount::Kind::bind && mount.source.is_inside();
        });
    if (!service.build && has_mounts) {
      const bool has_own = service.platform.known() && !service.platform.empty();
      spec.platforms.insert(has_own ? service.platform.value : build_settings.platform);
    }
    ServiceForm& form = spec.forms[name];
    form.containers = service.containers;
    form.joins = service.joins;
    for (const compose::Mount& mount : service.mounts) {
      const std::string builder = mount.image.empty() ? std::string{} : builder_of(model, mount.image);
      if (!builder.empty()) {
        form.mounts_images_of.push_back(builder);
      }
    }
    form.stop_seconds = service.stop_seconds;
    if (service.health_check) {
      form.check_interval = service.health_check->interval_seconds;
    }
    for (const auto& [dependency, how] : service.depends_on) {
      form.waits_for.insert(dependency);
      form.restarts_with_others = form.restarts_with_others || how.restart;
      if (how.condition == "service_healthy") {
        form.waits_for_health.insert(dependency);
      }
      if (how.condition == "service_completed_successfully") {
        spec.forms[dependency].awaited_by.push_back(name);
      }
    }
    if (!service.build && service.image && service.image->known()) {
      spec.forms[name].image_of = builder_of(model, service.image->value);
      if (spec.forms[name].image_of.empty()) {
        spec.pulled_images.push_back(with_tag(service.image->value));
      }
    }
  }
  // As people count them, in every view.
  std::sort(spec.services.begin(), spec.services.end(), comes_before);
  std::sort(spec.images.begin(), spec.images.end(), [](const ImageBuild& one, const ImageBuild& other) {
    return comes_before(one.service, other.service);
  });
  for (ImageBuild& image : spec.images) {
    SLIPWAY_TRY(add_service_contexts(image, spec.images));
  }
  if (spec.services.empty()) {
    return fail(ExitCode::refused, "there is no service to deploy",
                "no service of the compose file is active", "add one, or activate its profile");
  }
  return {};
}

}  // namespace slipway::deploy
