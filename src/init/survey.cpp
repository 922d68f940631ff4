#include "init/survey.hpp"

#include "compose/model.hpp"
#include "image/dockerfile/image_reference.hpp"
#include "image/steps/image_model.hpp"
#include "image/steps/target_base.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace slipway::init {
namespace {

/// A single port, not a range and not a variable.
std::optional<unsigned> port_number(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number == 0 || number > 65535) {
    return {};
  }
  return number;
}

/// Ports by which services mostly speak HTTP. Of any other it is not known: asking it for a page would wait
/// for an answer that may never come.
bool speaks_http(unsigned container_port) {
  constexpr std::array<unsigned, 18> usual{80,   3000, 3001, 4000, 4200, 5000, 5001, 5173, 8000,
                                           8008, 8080, 8081, 8090, 8123, 8800, 8888, 9000, 9090};
  return std::find(usual.begin(), usual.end(), container_port) != usual.end();
}

bool only_for_the_host(std::string_view address) {
  return address.starts_with("127.") || address == "localhost" || address == "::1" || address == "[::1]";
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

/// What the service's own Dockerfile says of the image that is built.
struct OwnImage {
  std::string base;
  std::optional<std::string> health_check;  ///< Nothing if there is none.
};

/// Of the line "HEALTHCHECK NONE".
bool turns_off(std::string_view instruction) {
  const std::size_t blank = std::min(instruction.find_first_of(" \t"), instruction.size());
  return lower(trim(instruction.substr(blank))) == "none";
}

OwnImage own_image(const classify::Tree& tree, const compose::Build& build) {
  OwnImage own;
  const bool is_inline = build.dockerfile_inline.has_value();
  if (build.context.kind != compose::BuildContext::Kind::directory || !build.context.path.is_inside() ||
      (!is_inline && !(build.dockerfile_path && build.dockerfile_path->is_inside()))) {
    return own;
  }
  image::ImageSource source;
  source.tree = &tree;
  source.context = build.context.path.resolved;
  if (is_inline) {
    source.inline_text = build.dockerfile_inline->value;
  } else {
    source.dockerfile = build.dockerfile_path->path;
  }
  source.options.target = build.target ? build.target->value : std::string{};
  for (const auto& [name, value] : build.args) {
    if (value.known()) {
      source.options.arguments[name] = value.value;
    }
  }
  for (const auto& [name, context] : build.additional_contexts) {
    const bool in_tree = context.kind == compose::BuildContext::Kind::directory && context.path.is_inside();
    source.options.contexts[name] = {in_tree ? context.path.path : std::string{},
                                     in_tree ? std::string{} : context.path.text.value};
  }
  const auto model = image::ImageModel::load(source);
  if (!model) {
    return own;
  }
  own.base = image::target_base(model->dockerfile_text(), source.options);
  for (const image::KeyPart& part : model->metadata()) {
    if (part.label == "HEALTHCHECK" && !turns_off(part.text)) {
      own.health_check = part.text;
    }
  }
  return own;
}

std::string complete(const std::string& image) {
  return image::normal_image_reference(image).value_or(std::string{});
}

ServiceFacts facts_of(const classify::Tree& tree, const compose::Service& service) {
  ServiceFacts facts;
  facts.name = service.name;
  facts.builds = service.build.has_value();
  const OwnImage own = service.build ? own_image(tree, *service.build) : OwnImage{};
  facts.base = service.build ? own.base : service.image ? complete(service.image->value) : std::string{};
  std::string asks;
  if (service.health_check && !service.health_check->test.empty()) {
    facts.has_health_check = !service.health_check->disabled;
    asks = join(service.health_check->test, " ");
    facts.vain_health_check = service.health_check->can_fail ? std::string{} : service.health_check->why;
  } else if (service.build && !(service.health_check && service.health_check->disabled)) {
    if (own.health_check) {
      facts.has_health_check = true;
      asks = *own.health_check;
    }
  }
  for (const compose::Port& port : service.ports) {
    facts.ports.push_back(port.published.empty()
                              ? port.target.value
                              : fmt::format("{}:{}", port.published.value, port.target.value));
    const auto published = port_number(port.published.value);
    const auto target = port_number(port.target.value);
    if (facts.container_port == 0 && target && speaks_http(*target) && lower(port.protocol) != "udp") {
      facts.container_port = *target;
    }
    const bool reachable = !only_for_the_host(port.host_ip.value) && lower(port.protocol) != "udp";
    const auto path = target ? local_http_path(asks, *target) : std::nullopt;
    if (!facts.web && reachable && published && target && (path || speaks_http(*target))) {
      facts.web = WebPort{*published, path.value_or("/"), path.has_value()};
    }
  }
  return facts;
}

}  // namespace

std::optional<std::string> local_http_path(std::string_view text, unsigned port) {
  constexpr std::string_view scheme = "http://";
  for (std::size_t at = text.find(scheme); at != std::string_view::npos; at = text.find(scheme, at + 1)) {
    std::string_view rest = text.substr(at + scheme.size());
    for (const std::string_view name : {"localhost", "127.0.0.1", "0.0.0.0", "[::1]"}) {
      if (!rest.starts_with(name)) {
        continue;
      }
      rest.remove_prefix(name.size());
      unsigned asked = 80;
      if (rest.starts_with(":")) {
        const std::size_t end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
        asked = port_number(rest.substr(1, end - 1)).value_or(0);
        rest.remove_prefix(end);
      }
      // Only what needs no thought in an address, in JSON or in CMake.
      constexpr std::string_view plain =
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._~-?=&%";
      const std::string_view path = rest.substr(0, std::min(rest.find_first_not_of(plain), rest.size()));
      if (asked == port) {
        return path.starts_with("/") ? std::string(path) : std::string("/");
      }
    }
  }
  return {};
}

namespace {

bool is_compose_name(std::string_view name) {
  return (name.starts_with("compose") || name.starts_with("docker-compose")) &&
         (name.ends_with(".yml") || name.ends_with(".yaml"));
}

/// The files that are given, or the only one that may have been meant; empty if that is for compose to find.
Result<std::vector<std::string>> files_of(const classify::Tree& tree, const std::vector<std::string>& files) {
  if (!files.empty()) {
    return files;
  }
  std::vector<std::string> found;
  SLIPWAY_TRY_ASSIGN(const auto entries, tree.list(""));
  for (const classify::TreeEntry& entry : entries) {
    if (entry.kind == classify::EntryKind::directory) {
      SLIPWAY_TRY_ASSIGN(const auto below, tree.list(entry.name));
      for (const classify::TreeEntry& inner : below) {
        if (is_compose_name(inner.name) && inner.kind != classify::EntryKind::directory) {
          found.push_back(entry.name + "/" + inner.name);
        }
      }
    } else if (entry.name == ".env") {
      return files;  // It may name them.
    } else if (is_compose_name(entry.name)) {
      const std::string stem = entry.name.substr(0, entry.name.rfind('.'));
      if (stem == "compose" || stem == "docker-compose") {
        return files;
      }
      found.push_back(entry.name);
    }
  }
  return found.size() == 1 ? found : files;
}

/// Whether the application takes files that do not lie beside the compose file, or below it.
bool takes_from_above(const compose::Model& model) {
  const std::string directory = compose::directory_of(model.files.front());
  const auto is_above = [&](const compose::SourcePath& path) {
    return path.is_inside() && !compose::is_within(path.path, directory);
  };
  const auto has_file_above = [&](const auto& object) {
    return object.second.file && is_above(*object.second.file);
  };
  const auto builds_from_above = [&](const compose::Build& build) {
    return is_above(build.context.path) || (build.dockerfile_path && is_above(*build.dockerfile_path)) ||
           std::any_of(build.additional_contexts.begin(), build.additional_contexts.end(),
                       [&](const auto& context) { return is_above(context.second.path); });
  };
  return std::any_of(model.secrets.begin(), model.secrets.end(), has_file_above) ||
         std::any_of(model.configs.begin(), model.configs.end(), has_file_above) ||
         std::any_of(model.services.begin(), model.services.end(), [&](const auto& entry) {
           const compose::Service& service = entry.second;
           return std::any_of(service.mounts.begin(), service.mounts.end(),
                              [&](const compose::Mount& mount) { return is_above(mount.source); }) ||
                  std::any_of(service.environment_files.begin(), service.environment_files.end(),
                              [&](const compose::EnvironmentFile& file) { return is_above(file.path); }) ||
                  std::any_of(service.label_files.begin(), service.label_files.end(), is_above) ||
                  (service.build && builds_from_above(*service.build));
         });
}

/// Collects the files that the commit does not have, each once.
class MissingFiles {
 public:
  void add(MissingFile::Kind kind, const compose::SourcePath& source, const std::string& service,
           bool required, bool writable = false) {
    if (!source.is_inside() || source.content != compose::Content::nothing || source.path.empty()) {
      return;
    }
    const auto found = std::find_if(files_.begin(), files_.end(),
                                    [&](const MissingFile& file) { return file.path == source.path; });
    MissingFile& file =
        found == files_.end() ? files_.emplace_back(MissingFile{kind, source.path, {}}) : *found;
    file.kind = std::min(file.kind, kind);
    file.required = file.required || required;
    file.writable = file.writable || writable;
    if (std::find(file.services.begin(), file.services.end(), service) == file.services.end()) {
      file.services.push_back(service);
    }
  }

  void add_all_of(const compose::Service& service, const compose::Model& model) {
    for (const compose::EnvironmentFile& file : service.environment_files) {
      add(MissingFile::Kind::variables, file.path, service.name, file.required);
    }
    for (const auto& [uses, objects] :
         {std::pair{&service.secrets, &model.secrets}, {&service.configs, &model.configs}}) {
      for (const compose::FileObjectUse& use : *uses) {
        const auto object = objects->find(use.name);
        if (object != objects->end() && object->second.file) {
          add(MissingFile::Kind::secret, *object->second.file, service.name, true);
        }
      }
    }
    for (const compose::Mount& mount : service.mounts) {
      if (mount.kind == compose::Mount::Kind::bind) {
        add(MissingFile::Kind::mounted, mount.source, service.name, mount.must_exist, !mount.read_only);
      }
    }
  }

  /// The `.env` that compose takes variables from.
  void add_dotenv(const compose::Model& model) {
    const std::string path = compose::join_path(model.project_directory, ".env");
    const bool known =
        std::any_of(files_.begin(), files_.end(), [&](const MissingFile& file) { return file.path == path; });
    if (!model.dotenv_in_tree && !known && !path.starts_with("..")) {
      files_.push_back({MissingFile::Kind::variables, path, {}});
    }
  }

  std::vector<MissingFile> sorted() && {
    std::sort(files_.begin(), files_.end(),
              [](const MissingFile& one, const MissingFile& other) { return one.path < other.path; });
    return std::move(files_);
  }

 private:
  std::vector<MissingFile> files_;
};

}  // namespace

Result<Survey> survey(const classify::Tree& tree, const std::vector<std::string>& files,
                      const std::string& host_directory) {
  compose::LoadOptions options;
  SLIPWAY_TRY_ASSIGN(options.files, files_of(tree, files));
  options.host_directory = host_directory;
  SLIPWAY_TRY_ASSIGN(const compose::Model model, compose::load(tree, options));
  Survey found;
  found.compose_files = model.files;
  found.default_files = options.files.empty();
  found.root_is_here = takes_from_above(model);
  found.project = model.project_v2;
  MissingFiles missing;
  for (const auto& [name, service] : model.services) {
    if (service.active) {
      found.services.push_back(facts_of(tree, service));
      missing.add_all_of(service, model);
    }
  }
  missing.add_dotenv(model);
  found.missing = std::move(missing).sorted();
  return found;
}

}  // namespace slipway::init
