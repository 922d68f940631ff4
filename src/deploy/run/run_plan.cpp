#include "deploy/run/run_plan.hpp"

#include "deploy/plan/forecast.hpp"
#include "util/base64.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

using classify::Strategy;

std::string repository_of(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  const std::size_t colon = name.rfind(':');
  return colon != std::string::npos && (slash == std::string::npos || colon > slash) ? name.substr(0, colon)
                                                                                     : name;
}

const classify::ImagePlan* image_plan(const RunPlan& run, const std::string& service) {
  const auto found = std::find_if(run.plan->images.begin(), run.plan->images.end(),
                                  [&](const classify::ImagePlan& image) { return image.service == service; });
  return found == run.plan->images.end() ? nullptr : &*found;
}

/// A busting value belongs to the image: a cached build repeats the one it was built with, any other takes
/// the content's.
std::string cache_bust_of(const ImageBuild& image, Strategy strategy) {
  return strategy == Strategy::cached && !image.present_cache_bust.empty() ? image.present_cache_bust
                                                                           : image.cache_bust;
}

void define(std::string& script, std::string_view function, const std::vector<std::string>& lines) {
  script += fmt::format("{}() {{\n", function);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    script += fmt::format("  {}{}\n", lines[i], i + 1 < lines.size() ? " &&" : "");
  }
  script += lines.empty() ? "  :\n}\n" : "}\n";
}

void assign(std::string& script, std::string_view name, std::string_view value) {
  script += fmt::format("{}={}\n", name, shell_quote(value));
}

/// The path, such that no tool takes it for an option or an address.
std::string below_staging(const std::string& path) {
  return path.empty() ? "." : "./" + path;
}

std::string inline_dockerfile(const std::string& service) {
  return fmt::format("$run/Dockerfile.{}", service);
}

/// What the builder is expected to report: it can only be told of one that may use its cache.
std::string foretell_call(const ImageBuild& image, Strategy strategy, const RunPlan& run) {
  const classify::ImagePlan* plan = image_plan(run, image.service);
  if (plan == nullptr || !plan->steps || plan->steps->steps.empty() || strategy == Strategy::full ||
      !run.tools.buildkit) {
    return {};
  }
  std::string call = "foretell " + shell_quote(image.service);
  for (const classify::StepForecast::Step& step : plan->steps->steps) {
    call += " " + shell_quote(fmt::format("{} {} {}", step.verdict, step.line, step.name));
  }
  return call + " && ";
}

std::string build_call(const ImageBuild& image, Strategy strategy, const RunPlan& run) {
  std::string call =
      foretell_call(image, strategy, run) +
      fmt::format("build_image {} {} {}", shell_quote(image.service), shell_quote(release_tag(image, run)),
                  shell_join(build_command(image, strategy, run, release_tag(image, run))));
  if (!image.inline_dockerfile.empty()) {
    // The run directory is known on the host alone.
    call = fmt::format("printf '%s' {} >\"{}\" && {}", shell_quote(image.inline_dockerfile),
                       inline_dockerfile(image.service), call);
    const std::string placeholder = shell_quote("--file=@inline@");
    call.replace(call.find(placeholder), placeholder.size(),
                 fmt::format("\"--file={}\"", inline_dockerfile(image.service)));
  }
  return call;
}

/// The size is told where it is known: asking for it takes as long as the rest.
std::string reuse_call(const std::string& service, const std::string& tag, const std::string& id,
                       std::uint64_t built_by, const std::optional<std::uint64_t>& bytes) {
  std::vector<std::string> words{service, tag, id, std::to_string(built_by)};
  if (bytes) {
    words.push_back(std::to_string(*bytes));
  }
  return "reuse_image " + shell_join(words);
}

/// What is done for each image. Those that are there already come first: others may be made from them.
struct ImageCalls {
  struct Build {
    const ImageBuild* image;
    std::string call;
  };
  std::vector<std::string> reused;
  std::vector<Build> built;
};

ImageCalls image_calls(const RunPlan& run) {
  ImageCalls calls;
  for (const ImageBuild& image : run.spec->images) {
    const std::string tag = release_tag(image, run);
    if (run.restores != nullptr) {
      if (const ReleaseImage* restored = run.restores->image(image.service)) {
        calls.reused.push_back(
            reuse_call(image.service, tag, restored->id, restored->built_by, restored->bytes));
      }
      continue;
    }
    if (const auto here = run.delivered.find(image.service); here != run.delivered.end()) {
      calls.reused.push_back(reuse_call(image.service, tag, here->second, run.release, {}));
      continue;
    }
    const classify::ImagePlan* plan = image_plan(run, image.service);
    if (plan == nullptr || plan->build) {
      calls.built.push_back(
          {&image, build_call(image, plan == nullptr ? Strategy::full : plan->strategy, run)});
    } else {
      calls.reused.push_back(
          reuse_call(image.service, tag, image.present_id, image.present_release, image.present_bytes));
    }
  }
  return calls;
}

/// One image is built as it is; several are queued, with the services whose images they are made from.
void define_build_images(std::string& script, const RunPlan& run) {
  const ImageCalls calls = image_calls(run);
  std::vector<std::string> lines = calls.reused;
  if (calls.built.size() == 1) {
    lines.push_back(calls.built.front().call);
  } else if (!calls.built.empty()) {
    std::vector<std::string> queue;
    for (std::size_t i = 0; i < calls.built.size(); ++i) {
      const ImageBuild& image = *calls.built[i].image;
      std::string line = fmt::format("{} {}", i + 1, image.service);
      for (const ImageCalls::Build& other : calls.built) {
        if (image.made_from.contains(other.image->service)) {
          line += " " + other.image->service;
        }
      }
      queue.push_back("printf '%s\\n' " + shell_quote(line));
      define(script, fmt::format("build_queued_{}", i + 1), {calls.built[i].call});
    }
    define(script, "queued_images", queue);
    lines.emplace_back("build_queued");
  }
  define(script, "build_images", lines);
}

/// The services whose containers are to see their mounted files anew in this way, as words.
std::string services_to(classify::Refresh refresh, const RunPlan& run) {
  std::vector<std::string> services;
  for (const classify::ServicePlan& service : run.plan->services) {
    if (service.refresh == refresh) {
      services.push_back(service.service);
    }
  }
  return join(services, " ");
}

const ServiceForm& form_of(const std::string& service, const RunPlan& run) {
  static const ServiceForm plain;
  const auto found = run.spec->forms.find(service);
  return found == run.spec->forms.end() ? plain : found->second;
}

/// What has to be there of each service: "web", "web=2", "job=end" (it ends, and others wait for that),
/// "web=?" (a number that only the host knows). One without containers is not waited for.
std::string awaited_services(const RunPlan& run) {
  std::vector<std::string> words;
  for (const std::string& service : run.spec->services) {
    const ServiceForm& form = form_of(service, run);
    if (!form.containers) {
      words.push_back(service + "=?");
    } else if (*form.containers > 0) {
      words.push_back(!form.awaited_by.empty() ? service + "=end"
                      : *form.containers == 1  ? service
                                               : fmt::format("{}={}", service, *form.containers));
    }
  }
  return join(words, " ");
}

/// The services that share another's namespace, each after those that it joins.
std::string joining_services(const RunPlan& run) {
  std::vector<std::string> order;
  for (bool grows = true; grows;) {
    grows = false;
    for (const std::string& service : run.spec->services) {
      const auto is_placed = [&](const std::string& other) {
        return form_of(other, run).joins.empty() ||
               std::find(order.begin(), order.end(), other) != order.end();
      };
      const std::set<std::string>& joins = form_of(service, run).joins;
      if (!is_placed(service) && std::all_of(joins.begin(), joins.end(), is_placed)) {
        order.push_back(service);
        grows = true;
      }
    }
  }
  return join(order, " ");
}

/// If compose stops them one after the other.
std::uint64_t seconds_to_stop(const RunPlan& run) {
  std::uint64_t seconds = 0;
  for (const std::string& service : run.spec->services) {
    seconds += form_of(service, run).stop_seconds;
  }
  return seconds;
}

void trailer(std::string& message, std::string_view name, std::string_view value) {
  std::string line(value);
  std::replace(line.begin(), line.end(), '\n', ' ');
  if (!line.empty()) {
    message += fmt::format("{}: {}\n", name, line);
  }
}

}  // namespace

std::string compose_name(const ImageBuild& image, const HostTools& tools) {
  return tools.compose_v2 ? image.name_v2 : image.name_v1;
}

std::string project_name(const ReleaseSpec& spec, const HostTools& tools) {
  return tools.compose_v2 ? spec.project_v2 : spec.project_v1;
}

std::string release_tag(const ImageBuild& image, const RunPlan& run) {
  return fmt::format("{}:slipway-{}-{}", repository_of(compose_name(image, run.tools)),
                     project_name(*run.spec, run.tools), run.release);
}

std::vector<std::string> build_command(const ImageBuild& image, Strategy strategy, const RunPlan& run,
                                       const std::string& name) {
  std::vector<std::string> words{"env", run.tools.buildkit ? "DOCKER_BUILDKIT=1" : "DOCKER_BUILDKIT=0",
                                 "docker", "build"};
  if (run.tools.buildkit) {
    words.push_back("--progress=plain");
  }
  if (strategy == Strategy::full) {
    words.push_back("--no-cache");
  }
  if (!image.inline_dockerfile.empty()) {
    words.push_back("--file=@inline@");
  } else {
    words.push_back("--file=" + below_staging(image.dockerfile));
  }
  const std::pair<const char*, const std::string*> options[] = {{"--target=", &image.target},
                                                                {"--platform=", &image.platform},
                                                                {"--network=", &image.network},
                                                                {"--shm-size=", &image.shm_size}};
  for (const auto& [option, value] : options) {
    if (!value->empty()) {
      words.push_back(option + *value);
    }
  }
  for (const auto& [argument, value] : image.arguments) {
    words.push_back(fmt::format("--build-arg={}={}", argument, value));
  }
  if (const std::string value = cache_bust_of(image, strategy); !value.empty()) {
    words.push_back(fmt::format("--build-arg={}={}", run.cache_bust_arg, value));
  }
  for (const auto& [context_name, context] : image.additional_contexts) {
    words.push_back(fmt::format("--build-context={}={}", context_name, context));
  }
  if (run.tools.buildx) {
    // The name that the Dockerfile has for it still is that of the release before, or of nothing.
    for (const ImageBuild& base : run.spec->images) {
      if (const auto found = image.made_from.find(base.service); found != image.made_from.end()) {
        words.push_back(
            fmt::format("--build-context={}=docker-image://{}", found->second, release_tag(base, run)));
      }
    }
  }
  for (const std::string& host : image.extra_hosts) {
    words.push_back("--add-host=" + host);
  }
  for (const std::string& source : image.cache_from) {
    words.push_back("--cache-from=" + source);
  }
  for (const auto& [label, value] : image.labels) {
    words.push_back(fmt::format("--label={}={}", label, value));
  }
  for (const std::string& label : run.labels) {
    words.push_back("--label=" + label);
  }
  words.push_back(fmt::format("--label=dev.slipway.strategy={}", classify::name_of(strategy)));
  words.push_back("--tag=" + name);
  words.push_back(below_staging(image.context));
  return words;
}

bool builds_on_host(const RunPlan& run) {
  return run.delivered.empty() && std::any_of(run.plan->images.begin(), run.plan->images.end(),
                                              [](const classify::ImagePlan& image) { return image.build; });
}

std::vector<std::string> compose_program(const RunPlan& run) {
  return run.tools.compose_v2 && run.tools.compose_plugin ? std::vector<std::string>{"docker", "compose"}
                                                          : std::vector<std::string>{"docker-compose"};
}

/// Goes to the project's directory below `root` and runs compose there, with whatever words follow.
std::string compose_call(const RunPlan& run, const std::string& root) {
  std::vector<std::string> words = compose_program(run);
  words.insert(words.end(), {"--project-name", project_name(*run.spec, run.tools)});
  const std::string directory =
      root + (run.spec->project_directory.empty() ? "" : "/") + run.spec->project_directory;
  words.insert(words.end(), {"--project-directory", directory});
  for (const std::string& file : run.spec->compose_files) {
    words.insert(words.end(), {"--file", fmt::format("{}/{}", root, file)});
  }
  return fmt::format("cd {} && {}", shell_quote(directory), shell_join(words));
}

std::string compose_script(const RunPlan& run) {
  return fmt::format("compose() {{\n  ({} \"$@\")\n}}\n", compose_call(run, run.directory));
}

std::string plan_script(const RunPlan& run) {
  std::string script;
  assign(script, "nonce", run.nonce);
  assign(script, "directory", run.directory);
  assign(script, "project", project_name(*run.spec, run.tools));
  assign(script, "release", std::to_string(run.release));
  assign(script, "tree", run.tree);
  assign(script, "left_behind", run.left_behind);
  assign(script, "holder", run.holder);
  assign(script, "source_commit", run.source_commit);
  assign(script, "expected_journal", run.expected_journal);
  assign(script, "base_tree", run.base_tree);
  assign(script, "health_timeout", std::to_string(run.health_timeout));
  assign(script, "settle", std::to_string(run.settle));
  assign(script, "confirm_timeout", std::to_string(run.confirm_timeout));
  assign(script, "keep", std::to_string(run.keep));
  assign(script, "overwrite_drift", run.overwrite_drift ? "yes" : "no");
  assign(script, "touches", run.plan->files_alone ? "files" : "all");
  assign(script, "builds", builds_on_host(run) ? "yes" : "no");
  assign(script, "reads_compose", run.plan->asks_compose ? "yes" : "no");
  assign(script, "build_jobs", std::to_string(run.build_jobs));
  assign(script, "secrets", run.secrets);
  assign(script, "engine_root", run.engine_root);
  assign(script, "programs", run.programs);
  assign(script, "outcome_message", run.message);
  assign(script, "up_services", join(run.spec->services, " "));
  assign(script, "awaited_services", awaited_services(run));
  assign(script, "joining_services", joining_services(run));
  assign(script, "remounted_services", services_to(classify::Refresh::recreate, run));
  assign(script, "restarted_services", services_to(classify::Refresh::restart, run));
  assign(script, "seconds_to_stop", std::to_string(seconds_to_stop(run)));

  std::vector<std::string> names;
  std::vector<std::string> tags;
  for (const ImageBuild& image : run.spec->images) {
    const std::string name = compose_name(image, run.tools);
    names.push_back(fmt::format("printf '%s\\n' {}", shell_quote(name)));
    tags.push_back("tag_image " + shell_join({release_tag(image, run), name}));
  }
  std::vector<std::string> pulls;
  for (const std::string& image : run.spec->pulled_images) {
    pulls.push_back("pull_image " + shell_quote(image));
  }
  std::vector<std::string> receive;
  if (!run.pack.empty()) {
    receive.push_back(
        fmt::format("printf '%s' {} | base64 -d | repository unpack-objects -q --strict", base64(run.pack)));
  }
  define(script, "receive_files", receive);
  define(script, "read_compose_files",
         {fmt::format("({} config --quiet)", compose_call(run, run.directory + "/.slipway/staging"))});
  define(script, "read_compose_version", {shell_join(compose_program(run)) + " version --short"});
  define(script, "image_names", names);
  define(script, "pull_images", pulls);
  define_build_images(script, run);
  define(script, "tag_images", tags);
  return script;
}

std::string journal_message(const RunPlan& run, const Settings& settings, const std::string& deployed_by) {
  const classify::Plan& plan = *run.plan;
  std::string message =
      fmt::format("Release {} of {} on {}\n\n", run.release, settings.deployment, settings.environment);
  trailer(message, "Deployment", settings.deployment);
  trailer(message, "Environment", settings.environment);
  trailer(message, "Release", std::to_string(run.release));
  trailer(message, "Source-Commit", plan.to.commit);
  trailer(message, "Source-Subject", plan.to.subject);
  trailer(message, "Source-Branch", plan.to.branch);
  if (!run.left_behind.empty()) {
    trailer(message, "Source-Tree", run.restores != nullptr ? run.restores->tree : run.spec->tree);
  }
  if (plan.to.dirty) {
    trailer(message, "Source-Dirty", "yes");
  }
  if (run.restores != nullptr) {
    trailer(message, "Restores", std::to_string(run.restores->number));
    trailer(message, "Strategy", "rollback");
  } else {
    trailer(message, "Strategy", classify::name_of(plan.strategy));
    if (plan.forced) {
      trailer(message, "Asked-Strategy", classify::name_of(plan.computed));
    }
  }
  for (const std::string& stale : plan.stale) {
    trailer(message, "May-Be-Stale", stale);
  }
  for (const ImageBuild& image : run.spec->images) {
    const classify::ImagePlan* image_plan_of = image_plan(run, image.service);
    std::string definition = image.definition;
    std::string cache_bust = image_plan_of == nullptr || !image_plan_of->build
                                 ? image.present_cache_bust
                                 : cache_bust_of(image, image_plan_of->strategy);
    if (run.restores != nullptr) {
      const ReleaseImage* restored = run.restores->image(image.service);
      definition = restored == nullptr ? std::string{} : restored->definition;
      cache_bust = restored == nullptr ? std::string{} : restored->cache_bust;
    }
    trailer(message, "Build", fmt::format("{} {} {}", image.service, definition, cache_bust));
  }
  trailer(message, "Settings", run.spec->settings_digest);
  trailer(message, "Project", project_name(*run.spec, run.tools));
  trailer(message, "Builder", run.tools.builder());
  trailer(message, "Deployed-By", deployed_by);
  trailer(message, "Started", run.started);
  if (const auto reruns = predicted_reruns(plan); reruns && run.restores == nullptr) {
    trailer(message, "Predicted-Reruns", std::to_string(*reruns));
  }
  for (const auto& [name, value] : run.measured) {
    trailer(message, name, value);
  }
  return message;
}

}  // namespace slipway::deploy
