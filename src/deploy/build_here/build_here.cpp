#include "deploy/build_here/build_here.hpp"

#include "deploy/run/build_command.hpp"
#include "deploy/run/build_failure.hpp"
#include "util/digest.hpp"
#include "util/file.hpp"
#include "util/json.hpp"
#include "util/lines.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

fs::path work_directory(const Settings& settings) {
  // Commands run in other directories.
  return fs::absolute(settings.file).parent_path() / "here";
}

/// Checks the tree out. The index belongs to the directory and knows the times and sizes of its files: git
/// writes those that differ and leaves the others, with their times, alone.
Result<fs::path> check_out(const git::Repository& repository, const Settings& settings,
                           const std::string& tree) {
  const fs::path staging = work_directory(settings) / "staging";
  std::error_code error;
  fs::create_directories(staging, error);
  // An index of an earlier Slipway may be of files with other line ends.
  const std::string index = (work_directory(settings) / "plain.index").native();
  const fs::path twin = work_directory(settings) / "git";
  SLIPWAY_TRY(repository.make_plain_twin(twin));
  const std::vector<std::string> words{"--work-tree=.",
                                       "-c",
                                       "core.bare=false",
                                       "-c",
                                       "core.sparseCheckout=false",
                                       "read-tree",
                                       "--reset",
                                       "-u",
                                       tree};
  Command command = git::plain_command(twin, words);
  command.directory = staging.native();
  command.environment.emplace_back("GIT_INDEX_FILE", index);
  // Line ends hang on .gitattributes, and git writes only those files anew that differ themselves.
  Command compare = git::plain_command(
      twin, {"diff-index", "--cached", "--quiet", tree, "--", ".gitattributes", ":(glob)**/.gitattributes"});
  compare.environment.emplace_back("GIT_INDEX_FILE", index);
  if (const auto same = run(compare); !fs::exists(index, error) || !same || !same->ok()) {
    fs::remove_all(staging, error);
    fs::remove(index, error);
    fs::create_directories(staging, error);
  }
  if (const auto plain = run(command); plain && plain->ok()) {
    return staging;
  }
  // What a partial clone has left with its remote comes to git in the clone alone, and is there for the twin
  // then.
  SLIPWAY_TRY_ASSIGN(const TemporaryDirectory scratch, TemporaryDirectory::create());
  Command fetch = repository.command(words);
  fetch.argv.insert(fetch.argv.begin() + 1, "--git-dir=" + repository.git_directory().native());
  fetch.directory = scratch.path().native();
  fetch.environment.emplace_back("GIT_INDEX_FILE", (scratch.path() / ".index").native());
  SLIPWAY_TRY(run_checked(fetch, "copy the files of the commit for the build"));
  SLIPWAY_TRY(run_checked(command, "check out the files of the commit for the build"));
  return staging;
}

Result<ImageHere> inspect(const std::string& service, const std::string& name) {
  SLIPWAY_TRY_ASSIGN(const std::string text,
                     run_checked({.argv = {"docker", "image", "inspect", "--format", "{{json .}}", name}},
                                 "read the image that was built here"));
  SLIPWAY_TRY_ASSIGN(const Json json, parse_json(text, "the output of `docker image inspect`",
                                                 "slipway deploy   (tries again)"));
  ImageHere image{service, name, {}, {}, 0, false};
  try {
    image.id = json.at("Id").get<std::string>();
    image.layers = json.at("RootFS").value("Layers", std::vector<std::string>{});
    image.bytes = json.value("Size", std::uint64_t{0});
  } catch (const Json::exception& error) {
    return fail(ExitCode::failure, fmt::format("docker's description of the image {} cannot be read", name),
                printable(error.what()), fmt::format("docker image inspect {}", name));
  }
  return image;
}

/// The images that the plan builds, each after those that it is made from.
std::vector<const ImageBuild*> in_order(const RunPlan& run) {
  std::vector<const ImageBuild*> waiting;
  for (const ImageBuild& image : run.spec->images) {
    if (std::any_of(run.plan->images.begin(), run.plan->images.end(),
                    [&](const classify::ImagePlan& planned) {
                      return planned.build && planned.service == image.service;
                    })) {
      waiting.push_back(&image);
    }
  }
  std::vector<const ImageBuild*> ordered;
  while (!waiting.empty()) {
    auto next = std::find_if(waiting.begin(), waiting.end(), [&](const ImageBuild* image) {
      return std::none_of(waiting.begin(), waiting.end(),
                          [&](const ImageBuild* base) { return image->made_from.contains(base->service); });
    });
    // Where they go in a circle, the builder says what is missing.
    next = next == waiting.end() ? waiting.begin() : next;
    ordered.push_back(*next);
    waiting.erase(next);
  }
  return ordered;
}

/// As the runner does it on a host: has_triggers().
bool tells_of_triggers(const std::string& output) {
  for (const std::string& line : split(output, '\n')) {
    const std::size_t end = line.find(']');
    const std::size_t slash = line.rfind('/', end);
    const std::size_t start = line.find_last_of(" [", slash);
    const std::size_t blank = line.find(' ');
    const bool is_step =
        line.starts_with('#') && blank != std::string::npos && line.compare(blank, 2, " [") == 0;
    if (!is_step || end == std::string::npos || slash == std::string::npos || start == std::string::npos) {
      if (line.starts_with("# Executing ") && line.find(" build trigger") != std::string::npos) {
        return true;
      }
      continue;
    }
    const auto step = number_of<unsigned>(line.substr(start + 1, slash - start - 1));
    const auto total = number_of<unsigned>(line.substr(slash + 1, end - slash - 1));
    if (step && total && (*step > *total || line.compare(end, 10, "] ONBUILD ") == 0)) {
      return true;
    }
  }
  return false;
}

/// Every file of a layer that is built again has the time of the build, so its bytes are others although its
/// content is not. The builder gives the files one time if the engine keeps its images in containerd. An
/// author who declares SOURCE_DATE_EPOCH says that the build takes it: byte code of Python, for one, notes
/// the times of its sources.
class SameTimes {
 public:
  /// 1980, the first year that a ZIP file can have.
  static constexpr std::string_view epoch = "315532800";

  /// Changes the words of the build, and says where the image is written; nothing if it is built as always.
  std::optional<fs::path> ask_for(const ImageBuild& image, const LocalEngine& engine,
                                  const fs::path& directory, std::vector<std::string>& words,
                                  Listener& listener) {
    if (!image.declares_epoch) {
      return {};
    }
    if (!engine.buildx || !engine.buildkit || !keeps_in_containerd()) {
      listener.note(fmt::format(
          "{}: layers that are built again travel again, because the engine here keeps its images "
          "in {} and cannot set the times of their files",
          image.service, storage_.empty() ? "an unknown place" : storage_));
      return {};
    }
    fs::path file = directory / ("image." + image.service + ".tar");
    std::vector<std::string> added{"--output=type=docker," + csv_field("dest=" + file.native()) +
                                   ",rewrite-timestamp=true"};
    if (!image.arguments.contains("SOURCE_DATE_EPOCH")) {
      added.push_back(fmt::format("--build-arg=SOURCE_DATE_EPOCH={}", epoch));
    }
    words.insert(words.end() - 1, added.begin(), added.end());
    return file;
  }

 private:
  static std::string csv_field(const std::string& text) {
    std::string quoted = "\"";
    for (const char character : text) {
      quoted += character == '"' ? std::string("\"\"") : std::string(1, character);
    }
    return quoted + "\"";
  }

  bool keeps_in_containerd() {
    if (!asked_) {
      asked_ = true;
      const auto said = run({.argv = {"docker", "info", "--format", "{{.Driver}} {{json .DriverStatus}}"}});
      const std::string text = said && said->ok() ? printable(trim(said->out)) : std::string{};
      storage_ = text.substr(0, text.find(' '));
      is_containerd_ = text.find("io.containerd.snapshotter.v1") != std::string::npos;
    }
    return is_containerd_;
  }

  bool asked_ = false;
  bool is_containerd_ = false;
  std::string storage_;
};

std::string lower_letters(std::string_view text) {
  std::string name;
  for (const char character : text) {
    const bool plain = (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
    const bool upper = character >= 'A' && character <= 'Z';
    if (plain || upper) {
      name += upper ? static_cast<char>(character - 'A' + 'a') : character;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  return name;
}

}  // namespace

std::string name_here(const Settings& settings, const std::string& service) {
  // The directory tells apart what two checkouts build under the same names.
  const std::string exact = fmt::format("{}\n{}\n{}\n{}", settings.place.deployment,
                                        settings.place.environment, service, settings.file.native());
  return fmt::format("slipway-here/{}-{}", lower_letters(settings.place.deployment + "-" + service),
                     sha256_hex(exact).substr(0, 12));
}

Result<int> run_shown(const Command& command, Listener& listener, std::string* kept) {
  SLIPWAY_TRY_ASSIGN(Child child, Child::start(command, {.own_group = true}));
  LineSplitter lines;
  const auto show = [&](std::string_view line) { listener.output(line); };
  const bool ended = child.pump([&](Child::Source, std::string_view piece) {
    if (kept != nullptr) {
      kept->append(piece);
    }
    lines.add(piece, show);
    return true;
  });
  lines.finish(show);
  if (!ended || interrupted()) {
    return fail(ExitCode::failure,
                fmt::format("`{}` was interrupted; nothing was changed on the host", command.argv.front()),
                {}, "run the same command again");
  }
  return child.wait().value_or(127);
}

Result<std::vector<ImageHere>> build_here(const git::Repository& repository, const Settings& settings,
                                          const LocalEngine& engine, const RunPlan& run,
                                          const host::HostState& host, Listener& listener) {
  SLIPWAY_TRY_ASSIGN(const fs::path staging, check_out(repository, settings, run.spec->tree));
  std::vector<ImageHere> images;
  SameTimes same_times;
  for (const ImageBuild* described : in_order(run)) {
    ImageBuild image = *described;
    const classify::ImagePlan& planned =
        *std::find_if(run.plan->images.begin(), run.plan->images.end(),
                      [&](const classify::ImagePlan& one) { return one.service == image.service; });
    image.platform =
        platform_for_host(engine, image.platform, host.engine_architecture.raw(), host.architecture.raw());
    SLIPWAY_TRY(check_emulation(engine, image.platform));
    const std::string name = name_here(settings, image.service) + ":current";
    RunPlan run_here = run;
    run_here.tools.buildkit = engine.buildkit;
    run_here.tools.buildx = false;
    std::vector<std::string> words = build_command(image, planned.strategy, run_here, name);
    for (const ImageHere& base : images) {
      if (const auto made = image.made_from.find(base.service); made != image.made_from.end()) {
        for (const std::string& known_as : made->second) {
          words.insert(words.end() - 1,
                       fmt::format("--build-context={}=docker-image://{}", known_as, base.name));
        }
      }
    }
    if (!image.inline_dockerfile.empty()) {
      const fs::path file = work_directory(settings) / ("Dockerfile." + image.service);
      SLIPWAY_TRY(write_file(file, image.inline_dockerfile));
      std::replace(words.begin(), words.end(), std::string("--file=@inline@"), "--file=" + file.native());
    }
    const auto written = same_times.ask_for(image, engine, work_directory(settings), words, listener);
    listener.note(fmt::format("building the image of {}", image.service));
    // A provenance record beside the image would make every image an index, and travel with it.
    std::string output;
    SLIPWAY_TRY_ASSIGN(const int status, run_shown({.argv = words,
                                                    .environment = {{"BUILDX_NO_DEFAULT_ATTESTATIONS", "1"}},
                                                    .directory = staging.native()},
                                                   listener, &output));
    std::error_code ignored;
    if (status != 0) {
      if (written) {
        fs::remove(*written, ignored);
      }
      const std::string why = printable(why_build_failed(output));
      return fail(
          ExitCode::build_failed,
          fmt::format("the image of the service {} could not be built; nothing was changed on the host",
                      image.service),
          why.empty() ? fmt::format("the build exited with status {}; its output is above", status) : why,
          "correct it, commit, and run the same command again");
    }
    if (written) {
      const auto loaded =
          run_checked({.argv = {"docker", "load", "--quiet", "--input", written->native()}},
                      fmt::format("load the image of {} that was built", printable(image.service)));
      fs::remove(*written, ignored);
      SLIPWAY_TRY(loaded);
    }
    SLIPWAY_TRY_ASSIGN(ImageHere made, inspect(image.service, name));
    made.triggered = tells_of_triggers(output);
    images.push_back(std::move(made));
  }
  return images;
}

Result<Child> start_tidying_here(const Place& place) {
  return Child::start({.argv = {"docker", "image", "prune", "--force", "--filter",
                                fmt::format("label=dev.slipway.deployment={}", place.deployment), "--filter",
                                fmt::format("label=dev.slipway.environment={}", place.environment),
                                "--filter", "dangling=true"}},
                      {.out = Child::Stream::null, .err = Child::Stream::null});
}

}  // namespace slipway::deploy
