#include "compose/document_loader.hpp"

#include "compose/canonical.hpp"
#include "compose/merge.hpp"
#include "compose/problem.hpp"
#include "compose/project_files.hpp"
#include "compose/tree_files.hpp"
#include "compose/yaml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace slipway::compose {
namespace {

// Against files that multiply each other; no application comes near.
constexpr std::size_t most_files = 256;
constexpr std::size_t deepest_extends = 50;

bool lies_elsewhere(std::string_view path) {
  return path.find("://") != std::string_view::npos || path.starts_with("git@") || path.starts_with("oci:") ||
         path.starts_with("github.com/");
}

void measure(const Value& value, std::size_t& nodes, std::size_t& bytes) {
  ++nodes;
  bytes += value.text.value.size() + value.text.written.size();
  for (const auto& item : value.items) {
    measure(item, nodes, bytes);
  }
  for (const auto& member : value.members) {
    bytes += member.name.size();
    measure(member.value, nodes, bytes);
  }
}

/// A document with nothing but one resource.
Value only(const char* section, const std::string& name, const Value& resource) {
  Value resources = Value::empty(Value::Kind::map, resource);
  resources.set(name, resource);
  Value document = Value::empty(Value::Kind::map, resource);
  document.set(section, std::move(resources));
  return document;
}

}  // namespace

Result<Value> DocumentLoader::load(const std::vector<std::string>& files,
                                   const std::string& project_directory, const Environment& environment) {
  return load_project(files, Scope{project_directory, environment, {files.front()}});
}

Result<Value> DocumentLoader::load_project(const std::vector<std::string>& files, const Scope& scope) {
  Value project;
  project.kind = Value::Kind::map;
  for (const auto& file : files) {
    SLIPWAY_TRY_ASSIGN(auto documents, read_documents(file, scope.directory, scope.environment));
    if (documents.empty()) {
      return fail(ExitCode::refused, fmt::format("the compose file `{}` is empty", file),
                  "it needs at least one service", check_with_compose(file));
    }
    for (auto& document : documents) {
      Extendable extendable{file, std::move(document), {}};
      // A service may extend one that is included.
      SLIPWAY_TRY(include_all(extendable.document, scope));
      SLIPWAY_TRY(extend_all(extendable, scope));
      SLIPWAY_TRY(merge_documents(project, std::move(extendable.document)));
      settle(project);
    }
  }
  project.origin = std::make_shared<const Origin>(Origin{files.front(), scope.directory});
  return project;
}

Result<std::vector<Value>> DocumentLoader::read_documents(const std::string& file,
                                                          const std::string& directory,
                                                          const Environment& environment) {
  if (++files_read_ > most_files) {
    return fail(ExitCode::refused, fmt::format("the application has more than {} compose files", most_files),
                fmt::format("the last of them is `{}`", file), "look for an `include` that repeats itself");
  }
  SLIPWAY_TRY_ASSIGN(const auto text, read_file(tree_, resolver_, file));
  if (!text) {
    return fail(ExitCode::refused, fmt::format("the file `{}` is not in the tree that is deployed", file),
                "the tree has no such file", "check that it is committed: git ls-files");
  }
  SLIPWAY_TRY_ASSIGN(auto documents,
                     read_yaml(*text, std::make_shared<const Origin>(Origin{file, directory})));
  Interpolator interpolator(environment);
  for (auto& document : documents) {
    SLIPWAY_TRY(interpolator.expand_all(document));
    SLIPWAY_TRY(make_canonical(document));
    SLIPWAY_TRY(charge(document));
  }
  for (auto& required : interpolator.take_required()) {
    required_.push_back(std::move(required));
  }
  return documents;
}

Result<void> DocumentLoader::charge(const Value& value) {
  measure(value, nodes_, bytes_);
  if (nodes_ > 2 * YamlLimits::nodes || bytes_ > 2 * YamlLimits::scalar_bytes) {
    return refuse(value, "the compose files are too large", "`extends` repeats too much of their content");
  }
  return {};
}

Result<void> DocumentLoader::extend_all(Extendable& documents, const Scope& scope) {
  Value* services = documents.document.find("services");
  if (services == nullptr) {
    return {};
  }
  std::vector<std::string> names;
  for (const auto& service : services->members) {
    names.push_back(service.name);
  }
  for (const auto& name : names) {
    SLIPWAY_TRY(extend(documents, name, scope, {}));
  }
  return {};
}

Result<void> DocumentLoader::extend(Extendable& documents, const std::string& name, const Scope& scope,
                                    Chain chain) {
  if (documents.done.contains(name)) {
    return {};
  }
  Value* services = documents.document.find("services");
  Value* service = services->find(name);
  const Value* extends = service->find_set("extends");
  if (extends == nullptr || extends->merge == Value::Merge::reset) {
    documents.done.insert(name);
    return {};
  }
  const std::pair<std::string, std::string> here{documents.file, name};
  const bool is_cycle = std::find(chain.begin(), chain.end(), here) != chain.end();
  chain.push_back(here);
  if (is_cycle || chain.size() > deepest_extends) {
    std::string way;
    for (const auto& [file, link] : chain) {
      way += fmt::format("{}{} ({})", way.empty() ? "" : " extends ", link, file);
    }
    return refuse(*extends,
                  is_cycle ? "services extend each other in a circle" : "too many services extend each other",
                  way, "take `extends` out of one of them");
  }
  const Value* base_name = extends->find_set("service");
  if (base_name == nullptr || !base_name->is_scalar()) {
    return refuse(*extends, fmt::format("`services.{}.extends` does not name a service", name),
                  "`service:` is missing in it, or is not a name");
  }
  const std::string base = base_name->text.value;
  Extendable* source = &documents;
  if (const Value* file = extends->find_set("file")) {
    SLIPWAY_TRY_ASSIGN(source, extended_file(*file, scope));
  }
  const Value* base_services = source->document.find_set("services");
  if (base_services == nullptr || base_services->find(base) == nullptr) {
    return refuse(*extends, fmt::format("`{}` has no service `{}`", source->file, base), "`extends` names it",
                  "correct the name, or add `file:` if the service is defined in another file");
  }
  SLIPWAY_TRY(extend(*source, base, scope, chain));
  // Both have been changed in place by now, and `services` may be the same map as the base's.
  Value merged = *source->document.find("services")->find(base);
  settle_service(merged);
  SLIPWAY_TRY(charge(merged));
  service = documents.document.find("services")->find(name);
  service->erase("extends");
  Value own = std::move(*service);
  merged.line = own.line;
  merged.origin = own.origin;
  merged.merge = own.merge;
  SLIPWAY_TRY(merge_service(merged, std::move(own)));
  *service = std::move(merged);
  documents.done.insert(name);
  return {};
}

Result<DocumentLoader::Extendable*> DocumentLoader::extended_file(const Value& path, const Scope& scope) {
  SLIPWAY_TRY_ASSIGN(const std::string file, path_in_tree(path, "extends"));
  const std::pair<std::string, std::string> key{scope.including.back(), file};
  const auto known = extended_files_.find(key);
  if (known != extended_files_.end()) {
    return &known->second;
  }
  SLIPWAY_TRY_ASSIGN(auto documents, read_documents(file, directory_of(file), scope.environment));
  related_files_.insert(file);
  Extendable extendable{file, {}, {}};
  extendable.document.kind = Value::Kind::map;
  for (auto& document : documents) {
    SLIPWAY_TRY(merge_documents(extendable.document, std::move(document)));
    settle(extendable.document);
  }
  return &extended_files_.emplace(key, std::move(extendable)).first->second;
}

Result<void> DocumentLoader::include_all(Value& document, const Scope& scope) {
  const Value* found = document.find_set("include");
  if (found == nullptr) {
    return {};
  }
  const Value entries = *found;
  document.erase("include");
  for (const auto& entry : entries.items) {
    SLIPWAY_TRY(include(entry, document, scope));
  }
  return {};
}

Result<void> DocumentLoader::include(const Value& entry, Value& document, const Scope& scope) {
  const Value* paths = entry.find_set("path");
  if (paths == nullptr || paths->items.empty()) {
    return refuse(entry, "an item of `include` has no `path`", "it is missing here");
  }
  std::vector<std::string> files;
  for (const auto& path : paths->items) {
    SLIPWAY_TRY_ASSIGN(files.emplace_back(), path_in_tree(path, "include"));
    related_files_.insert(files.back());
  }
  Scope inner{directory_of(files.front()), scope.environment, scope.including};
  if (const Value* directory = entry.find_set("project_directory")) {
    SLIPWAY_TRY_ASSIGN(inner.directory, path_in_tree(*directory, "include"));
  }
  const bool is_cycle =
      std::find(inner.including.begin(), inner.including.end(), files.front()) != inner.including.end();
  inner.including.push_back(files.front());
  if (is_cycle) {
    return refuse(entry, "compose files include each other in a circle",
                  fmt::format("{}", fmt::join(inner.including, " includes ")),
                  "take `include` out of one of them");
  }
  std::vector<std::string> dotenvs;
  if (const Value* named = entry.find_set("env_file")) {
    for (const auto& path : named->items) {
      dotenvs.push_back(join_path(scope.directory, path.text.value));
    }
  } else {
    dotenvs.push_back(join_path(inner.directory, ".env"));
  }
  // Of several files the last one wins, and all of them are weaker than what the project around has set.
  for (auto path = dotenvs.rbegin(); path != dotenvs.rend(); ++path) {
    SLIPWAY_TRY_ASSIGN(const bool exists, add_dotenv(tree_, resolver_, *path, inner.environment));
    if (exists) {
      related_files_.insert(*path);
    }
  }
  SLIPWAY_TRY_ASSIGN(const Value included, load_project(files, inner));
  for (const char* section : {"services", "volumes", "networks", "secrets", "configs"}) {
    const Value* resources = included.find_set(section);
    if (resources == nullptr) {
      continue;
    }
    if (document.find_set(section) == nullptr) {
      document.set(section, Value::empty(Value::Kind::map, *resources));
    }
    Value& target = *document.find(section);
    for (const auto& resource : resources->members) {
      const Value* existing = target.find(resource.name);
      if (existing == nullptr || *existing == resource.value) {
        target.set(resource.name, resource.value);
        continue;
      }
      // What the file itself says overrides what it includes. Compose up to 2.26 refuses that: the host's own
      // has the last word.
      Value merged = only(section, resource.name, resource.value);
      SLIPWAY_TRY(merge_documents(merged, only(section, resource.name, *existing)));
      target.set(resource.name, *merged.find(section)->find(resource.name));
    }
  }
  return {};
}

Result<std::string> DocumentLoader::path_in_tree(const Value& value, std::string_view purpose) const {
  if (!value.is_scalar()) {
    return refuse(value, fmt::format("`{}` does not name a file", purpose), it_is(value));
  }
  if (lies_elsewhere(value.text.value)) {
    return refuse(value, fmt::format("`{}` names a file that is not in the tree that is deployed", purpose),
                  it_is(value), "commit a copy of the file; what another place holds cannot be planned with");
  }
  SLIPWAY_TRY_ASSIGN(const auto source, resolver_.resolve(value.text, value.origin->directory));
  if (!source.is_inside()) {
    const std::string_view found = source.place == Place::unknown
                                       ? "its path has a variable that is not set here"
                                       : "its path leads out of the tree";
    return refuse(value, fmt::format("`{}` names a file that is not in the tree that is deployed", purpose),
                  fmt::format("{}: {}", it_is(value), found),
                  "commit the file below ROOT, or set the variable in the settings");
  }
  return source.path;
}

}  // namespace slipway::compose
