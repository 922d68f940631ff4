#include "deploy/run/plan_script.hpp"

#include "deploy/run/build_command.hpp"
#include "deploy/run/service_lists.hpp"
#include "util/base64.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

using classify::Strategy;

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

std::string inline_dockerfile(const std::string& service) {
  return fmt::format("$run/Dockerfile.{}", service);
}

/// What the builder is expected to report: it can only be told of one that may use its cache.
std::string prediction_call(const ImageBuild& image, Strategy strategy, const RunPlan& run) {
  const classify::ImagePlan* plan = image_plan(run, image.service);
  if (plan == nullptr || !plan->steps || plan->steps->steps.empty() || strategy == Strategy::full ||
      !run.tools.buildkit) {
    return {};
  }
  std::string call = "predict_steps " + shell_quote(image.service);
  for (const classify::StepForecast::Step& step : plan->steps->steps) {
    call += " " + shell_quote(fmt::format("{} {} {}", step.verdict, step.line, step.name));
  }
  return call + " && ";
}

/// Without buildx a Dockerfile's FROM means whatever has the name: for the time of the build, the new image.
std::string lend_calls(const ImageBuild& image, const RunPlan& run) {
  std::string calls;
  for (const ImageBuild& base : run.spec->images) {
    const auto made_from = image.made_from.find(base.service);
    if (run.tools.buildx || made_from == image.made_from.end()) {
      continue;
    }
    for (const std::string& name : made_from->second) {
      if (!image.service_contexts.contains(name)) {
        calls += "lend_name " + shell_join({release_tag(base, run), name}) + " && ";
      }
    }
  }
  return calls;
}

std::string build_call(const ImageBuild& image, Strategy strategy, const RunPlan& run) {
  std::string call =
      prediction_call(image, strategy, run) + lend_calls(image, run) +
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

/// The size is told if it is known: asking for it takes as long as the rest.
std::string with_size(std::vector<std::string> words, const std::optional<std::uint64_t>& bytes) {
  if (bytes) {
    words.push_back(std::to_string(*bytes));
  }
  return shell_join(words);
}
std::string reuse_call(const std::string& service, const std::string& tag, const std::string& id,
                       std::uint64_t built_by, const std::optional<std::uint64_t>& bytes) {
  return "reuse_image " + with_size({service, tag, id, std::to_string(built_by)}, bytes);
}

/// A release of files alone keeps the images of the one before by the names that they have.
std::optional<std::string> keep_call(const ImageBuild& image, const RunPlan& run) {
  if (!run.plan->files_alone || run.stack || image.present_tag.empty()) {
    return std::nullopt;
  }
  return "note_image " + with_size({image.service, image.present_id, std::to_string(image.present_release),
                                    image.present_tag},
                                   image.present_bytes);
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
    } else if (const auto keep = keep_call(image, run)) {
      calls.reused.push_back(*keep);
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

/// What only the new images can tell of the programs in them: of those that this run has made.
std::vector<std::string> program_calls(const RunPlan& run) {
  std::vector<std::string> calls;
  for (const ImageBuild& image : run.spec->images) {
    const classify::ImagePlan* plan = image_plan(run, image.service);
    if (run.restores != nullptr || (plan != nullptr && !plan->build)) {
      continue;
    }
    for (const ProgramInImage& program : image.programs) {
      calls.push_back("check_program " +
                      shell_join({image.service, program.linker, program.place, printable(program.artifact),
                                  program.brought_by, program.first_word}));
    }
  }
  return calls;
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

}  // namespace

namespace {

std::string blank_lines(const swarm::Stack& stack) {
  std::string lines;
  for (const swarm::Blank& blank : stack.blanks) {
    const char* kind = blank.kind == swarm::Blank::Kind::built_image    ? "built"
                       : blank.kind == swarm::Blank::Kind::pulled_image ? "pulled"
                                                                        : "content";
    lines += fmt::format("{} {} {}\n", kind, blank.token, blank.of);
  }
  return lines;
}

/// What only a run on a swarm needs (host/scripts/runner/stack.sh and nodes.sh).
void define_stack(std::string& script, const RunPlan& run) {
  std::uint64_t update_seconds = 0;
  for (const swarm::StackService& service : run.stack->services) {
    update_seconds = std::max(update_seconds, service.update_seconds);
  }
  assign(script, "update_seconds", std::to_string(update_seconds));
  // Those with `replicas: 0` are no part of the stack.
  std::vector<std::string> names;
  for (const swarm::StackService& service : run.stack->services) {
    names.push_back(service.name);
  }
  assign(script, "stack_services_wanted", join(names, " "));
  assign(script, "stack_blanks", blank_lines(*run.stack));
  assign(script, "stack_of", run.restores == nullptr ? std::string{} : std::to_string(run.restores->number));
  assign(script, "node_label", swarm::node_label(project_name(*run.spec, run.tools)));
  assign(script, "seed_timeout", std::to_string(run.seed_timeout));
  assign(script, "registry", run.registry);
  define(script, "write_template", {fmt::format("printf '%s' {} | base64 -d", base64(run.stack->text))});
  std::vector<std::string> files;
  for (const swarm::StackFile& file : run.stack->files) {
    files.push_back("write_stack_file " + shell_join({file.name, base64(file.content)}));
  }
  define(script, "write_stack_files", files);
}

}  // namespace

std::string compose_script(const RunPlan& run) {
  if (run.stack) {
    return "compose() {\n  echo 'a release on a swarm has no compose project' >&2\n  return 1\n}\n";
  }
  return fmt::format("compose() {{\n  ({} \"$@\")\n}}\n", compose_call(run, run.directory));
}

std::string plan_script(const RunPlan& run) {
  std::string script;
  assign(script, "nonce", run.nonce);
  assign(script, "directory", run.directory);
  assign(script, "project", project_name(*run.spec, run.tools));
  assign(script, "engine", run.stack ? "swarm" : "compose");
  assign(script, "release_tags", release_tags(run));
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
  assign(script, "tests_timeout", std::to_string(run.tests_timeout));
  assign(script, "probation", std::to_string(run.probation));
  assign(script, "keep", std::to_string(run.keep));
  assign(script, "overwrite_drift", run.overwrite_drift ? "yes" : "no");
  assign(script, "touches", run.plan->files_alone ? "files" : "all");
  assign(script, "builds", builds_images(run) ? "yes" : "no");
  assign(script, "reads_compose", run.plan->asks_compose && !run.stack ? "yes" : "no");
  assign(script, "build_jobs", std::to_string(run.build_jobs));
  assign(script, "secrets", run.secrets);
  assign(script, "engine_root", run.engine_root);
  assign(script, "programs", run.programs);
  assign(script, "running_before", join(run.running, " "));
  assign(script, "outcome_message", run.message);
  assign(script, "up_services", join(run.spec->services, " "));
  assign(script, "jobs", job_lines(run));
  assign(script, "job_timeout", std::to_string(run.job_timeout));
  assign(script, "starting_turns", starting_turns(run));
  assign(script, "compose_counts_dependencies", run.tools.compose_v2 ? "yes" : "no");
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
  if (run.stack) {
    define_stack(script, run);
    // Images have their names for compose alone.
    names.clear();
    tags.clear();
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
  define(script, "check_programs", program_calls(run));
  define(script, "tag_images", tags);
  return script;
}

}  // namespace slipway::deploy
