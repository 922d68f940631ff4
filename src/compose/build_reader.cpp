#include "compose/build_reader.hpp"

#include "compose/problem.hpp"

#include <fmt/format.h>

#include <array>

namespace slipway::compose {
namespace {

/// What BuildKit takes for an address (`dockerui.context`), as compose-go copied it.
bool is_remote_context(std::string_view context) {
  constexpr std::array prefixes = {"https://", "http://", "git://", "ssh://", "github.com/", "git@"};
  for (const std::string_view prefix : prefixes) {
    if (context.starts_with(prefix)) {
      return true;
    }
  }
  return false;
}

Result<BuildContext> make_context(const Text& text, const std::string& directory,
                                  const PathResolver& resolver) {
  constexpr std::string_view service_prefix = "service:";
  BuildContext context;
  context.path.text = text;
  if (is_remote_context(text.value)) {
    context.kind = BuildContext::Kind::remote;
  } else if (text.value.find("://") != std::string::npos) {
    context.kind = BuildContext::Kind::image;
  } else if (text.value.starts_with(service_prefix)) {
    context.kind = BuildContext::Kind::service;
    context.service = text.value.substr(service_prefix.size());
  } else {
    SLIPWAY_TRY_ASSIGN(context.path, resolver.resolve(text, directory));
  }
  return context;
}

std::optional<Text> if_set(const Fields& fields, std::string_view name, const Text& text) {
  return fields.find(name) != nullptr ? std::optional<Text>(text) : std::nullopt;
}

Result<void> read_dockerfile(Build& build, const Fields& fields, const PathResolver& resolver) {
  SLIPWAY_TRY_ASSIGN(build.dockerfile, fields.text("dockerfile"));
  SLIPWAY_TRY_ASSIGN(const Text inline_text, fields.text("dockerfile_inline"));
  build.dockerfile_inline = if_set(fields, "dockerfile_inline", inline_text);
  if (build.dockerfile_inline && !build.dockerfile.empty()) {
    return refuse(*fields.find("dockerfile_inline"),
                  fmt::format("`{}` has both `dockerfile` and `dockerfile_inline`", fields.path()),
                  "compose accepts one of them");
  }
  if (build.dockerfile_inline) {
    return {};
  }
  if (build.dockerfile.empty()) {
    build.dockerfile = Text("Dockerfile");
  }
  const BuildContext& context = build.context;
  if (context.kind == BuildContext::Kind::directory && context.path.place != Place::unknown) {
    const bool is_relative = !context.path.path.starts_with('/') && !context.path.path.starts_with('~');
    if (is_relative || build.dockerfile.value.starts_with('/')) {
      SLIPWAY_TRY_ASSIGN(build.dockerfile_path, resolver.resolve(build.dockerfile, context.path.path));
    }
  }
  return {};
}

}  // namespace

Result<Build> read_build(const Value& value, const Value& service, const Fields& fields,
                         const ReadContext& surroundings) {
  const PathResolver& resolver = surroundings.resolver;
  const Environment& environment = surroundings.environment;
  Build build;
  build.location = value.location();
  const Value* written_context = fields.find("context");
  const Value& context_place = written_context != nullptr ? *written_context : service;
  SLIPWAY_TRY_ASSIGN(Text context, fields.text("context"));
  if (context.empty()) {
    context = Text(".");
  }
  SLIPWAY_TRY_ASSIGN(build.context, make_context(context, context_place.origin->directory, resolver));
  SLIPWAY_TRY(read_dockerfile(build, fields, resolver));

  SLIPWAY_TRY_ASSIGN(const Text target, fields.text("target"));
  build.target = if_set(fields, "target", target);
  SLIPWAY_TRY_ASSIGN(const Text network, fields.text("network"));
  build.network = if_set(fields, "network", network);
  SLIPWAY_TRY_ASSIGN(const Text shm_size, fields.text("shm_size"));
  build.shm_size = if_set(fields, "shm_size", shm_size);

  SLIPWAY_TRY_ASSIGN(build.args, fields.variables("args", [&](const std::string& name) {
    return valueless_variable(environment, name);
  }));
  SLIPWAY_TRY_ASSIGN(build.labels, fields.variables("labels", [](const std::string&) { return Text{}; }));
  if (const Value* contexts = fields.find("additional_contexts")) {
    for (const auto& member : contexts->members) {
      if (!member.value.is_scalar()) {
        return refuse(member.value,
                      fmt::format("`{}.additional_contexts` is not a mapping to strings", fields.path()),
                      it_is(member.value));
      }
      SLIPWAY_TRY_ASSIGN(build.additional_contexts[member.name],
                         make_context(member.value.text, member.value.origin->directory, resolver));
    }
  }
  SLIPWAY_TRY_ASSIGN(build.platforms, fields.texts("platforms"));
  SLIPWAY_TRY_ASSIGN(build.cache_from, fields.texts("cache_from"));
  SLIPWAY_TRY_ASSIGN(build.cache_to, fields.texts("cache_to"));
  SLIPWAY_TRY_ASSIGN(build.tags, fields.texts("tags"));
  if (const Value* ssh = fields.find("ssh"); ssh != nullptr && ssh->is_map()) {
    for (const auto& member : ssh->members) {
      build.ssh.push_back(member.value.is_null() ? Text(member.name)
                                                 : Text(member.name + "=" + member.value.text.value));
    }
  } else {
    SLIPWAY_TRY_ASSIGN(build.ssh, fields.texts("ssh"));
  }
  if (const Value* hosts = fields.find("extra_hosts"); hosts != nullptr && hosts->is_map()) {
    for (const auto& member : hosts->members) {
      build.extra_hosts.emplace_back(member.name + "=" + member.value.text.value);
    }
  } else {
    SLIPWAY_TRY_ASSIGN(build.extra_hosts, fields.texts("extra_hosts"));
  }
  if (const Value* secrets = fields.find("secrets")) {
    for (const auto& secret : secrets->items) {
      build.secrets.push_back(secret.find("source")->text.value);
    }
  }
  SLIPWAY_TRY_ASSIGN(build.no_cache, fields.boolean("no_cache"));
  SLIPWAY_TRY_ASSIGN(build.pull, fields.boolean("pull"));
  SLIPWAY_TRY_ASSIGN(build.privileged, fields.boolean("privileged"));
  return build;
}

}  // namespace slipway::compose
