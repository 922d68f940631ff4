#include "deploy/plan/approved_plan.hpp"

#include "util/columns.hpp"
#include "util/digest.hpp"
#include "util/file.hpp"
#include "util/json.hpp"
#include "util/pasted_command.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace slipway::deploy {
namespace {

constexpr int supported_schema = 1;
constexpr std::size_t most_lines = 20;

tl::unexpected<Error> changed(const ApprovedPlan& approved, std::string because) {
  return fail(
      ExitCode::refused, fmt::format("the plan in `{}` no longer applies", printable(approved.file)),
      std::move(because),
      PastedCommand("slipway plan --out {}   (makes a new plan; have it approved again)", approved.file)
          .text());
}

/// Says where this clone and its build lie, or which programs made it: another machine has its own.
bool is_of_this_machine(const std::string& member) {
  static const std::set<std::string> names{"schema",        "source_dir",    "build_dir",
                                           "project_dir",   "cmake_command", "ctest_command",
                                           "configuration", "module_version"};
  return names.contains(member);
}

/// Puts a name in place of a directory, where `text` has the directory itself or something below it: not as a
/// part of another path.
void name_directory(std::string& text, const std::string& directory, std::string_view name) {
  std::size_t at = directory.empty() ? std::string::npos : text.find(directory);
  while (at != std::string::npos) {
    const std::size_t after = at + directory.size();
    const bool begins = at == 0 || std::string_view("=:;, '\"").find(text[at - 1]) != std::string_view::npos;
    const bool ends =
        after == text.size() || std::string_view("/:;, '\"").find(text[after]) != std::string_view::npos;
    if (begins && ends) {
      text.replace(at, directory.size(), name);
    }
    at = text.find(directory, at + (begins && ends ? name.size() : 1));
  }
}

template <class Change>
void change_texts(Json& json, const Change& change) {
  if (json.is_string()) {
    std::string text = json.get<std::string>();
    change(text);
    json = std::move(text);
  } else if (json.is_structured()) {
    for (Json& part : json) {
      change_texts(part, change);
    }
  }
}

Result<std::map<std::string, std::string>> digests_of(const Settings& settings) {
  SLIPWAY_TRY_ASSIGN(const std::string text, read_file(settings.file));
  SLIPWAY_TRY_ASSIGN(const Json json,
                     parse_json(text, settings.file.native(), how_to_configure(settings.file)));
  // The build directory mostly lies below the project's.
  const std::pair<std::string, std::string_view> places[] = {
      {settings.build_system.build_directory.native(), "<build>"},
      {settings.application.source_directory.native(), "<source>"},
      {settings.build_system.project_directory.native(), "<project>"}};
  std::map<std::string, std::string> digests;
  for (const auto& [member, value] : json.items()) {
    if (is_of_this_machine(member)) {
      continue;
    }
    Json moved = value;
    change_texts(moved, [&](std::string& part) {
      for (const auto& [directory, name] : places) {
        name_directory(part, directory, name);
      }
    });
    digests[member] = sha256_hex(moved.dump(-1, ' ', false, Json::error_handler_t::replace)).substr(0, 16);
  }
  return digests;
}

/// One line for each thing that is done; their order says nothing.
std::vector<std::string> decision_of(const classify::Plan& plan) {
  std::vector<std::string> lines{fmt::format("strategy: {}", classify::name_of(plan.strategy))};
  for (const classify::ImagePlan& image : plan.images) {
    lines.push_back(fmt::format(
        "image {}: {}", printable(image.service),
        image.build ? fmt::format("build, {}", classify::name_of(image.strategy)) : std::string("no build")));
  }
  for (const classify::ServicePlan& service : plan.services) {
    const bool refreshed = service.refresh != classify::Refresh::none;
    lines.push_back(fmt::format(
        "service {}: {}{}", printable(service.service), classify::name_of(service.action),
        refreshed ? fmt::format(", refresh by {}", classify::name_of(service.refresh)) : std::string{}));
  }
  for (const classify::PathVerdict& path : plan.changes) {
    lines.push_back(
        fmt::format("file {}: {}", printable(path.change.path), classify::name_of(path.change.kind)));
  }
  lines.emplace_back(plan.files_alone ? "files alone" : "files and containers");
  for (const classify::Reason& reason : plan.reasons) {
    const bool is_secret = reason.code == classify::ReasonCode::secrets;
    if (is_secret || reason.code == classify::ReasonCode::drift) {
      for (const std::string& path : reason.paths) {
        lines.push_back((is_secret ? "env or secret file: " : "edited there: ") + printable(path));
      }
    }
  }
  for (const std::string& path : plan.stale) {
    lines.push_back("may stay old: " + printable(path));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

/// Lines of one list that the other lacks, each after `word`; a few of them.
std::vector<std::string> lacking(const std::vector<std::string>& list, const std::vector<std::string>& other,
                                 std::string_view word) {
  std::vector<std::string> lines;
  std::size_t more = 0;
  for (const std::string& line : list) {
    if (std::binary_search(other.begin(), other.end(), line)) {
      continue;
    }
    if (lines.size() < most_lines) {
      lines.push_back(fmt::format("{} {}", word, printable(line)));
    } else {
      ++more;
    }
  }
  if (more > 0) {
    lines.push_back(fmt::format("{} {} more", word, more));
  }
  return lines;
}

std::string newer_entries(const ApprovedPlan& approved, const Journal& journal) {
  std::vector<std::string> entries;
  for (const Release& release : journal.entries) {
    if (release.entry == approved.journal || entries.size() == most_lines) {
      break;
    }
    entries.push_back(fmt::format("release {} ({}) by {}: {} {}", release.number, printable(release.outcome),
                                  printable(release.deployed_by),
                                  printable(release.source_commit.substr(0, 12)),
                                  subject_text(release.source_subject)));
  }
  return entries.empty() ? std::string("the host has another journal now, or none")
                         : "the host has recorded other releases since:\n" + join(entries, "\n");
}

}  // namespace

Result<ApprovedPlan> approved_plan(const Settings& settings, const Target& target, const Journal& journal,
                                   const classify::Plan& plan, const std::string& machine) {
  ApprovedPlan approved;
  approved.deployment = settings.place.deployment;
  approved.environment = settings.place.environment;
  approved.host = settings.place.host;
  approved.directory = settings.place.directory;
  approved.commit = target.commit.commit;
  approved.tree = target.tree;
  approved.dirty = target.commit.dirty;
  if (plan.forced) {
    approved.forced = plan.strategy;
  }
  approved.journal = journal.head;
  approved.machine = machine;
  SLIPWAY_TRY_ASSIGN(approved.settings, digests_of(settings));
  approved.decision = decision_of(plan);
  return approved;
}

Result<void> save_approved_plan(const std::filesystem::path& file, const ApprovedPlan& plan) {
  Json document;
  document["schema"] = supported_schema;
  document["kind"] = "approved-plan";
  document["deployment"] = plan.deployment;
  document["environment"] = plan.environment;
  document["host"] = plan.host;
  document["directory"] = plan.directory;
  document["commit"] = plan.commit;
  document["tree"] = plan.tree;
  document["dirty"] = plan.dirty;
  document["forced"] = plan.forced ? Json(classify::name_of(*plan.forced)) : Json(nullptr);
  document["journal"] = plan.journal;
  document["machine"] = plan.machine;
  document["settings"] = plan.settings;
  document["decision"] = plan.decision;
  return write_file(file, json_text(document));
}

Result<ApprovedPlan> load_approved_plan(const std::filesystem::path& file) {
  const auto text = read_file(file);
  const std::string fix = "slipway plan --out <file>   (writes a plan)";
  if (!text) {
    return fail(ExitCode::usage, fmt::format("the plan `{}` cannot be read", printable(file.native())),
                cause_of(text.error()), fix);
  }
  SLIPWAY_TRY_ASSIGN(const Json json, parse_json(*text, fmt::format("the plan `{}`", file.native()),
                                                 "write it again: slipway plan --out <file>"));
  try {
    if (json.at("kind").get<std::string>() != "approved-plan" ||
        json.at("schema").get<int>() != supported_schema) {
      return fail(ExitCode::usage,
                  fmt::format("`{}` is not an approved plan of schema {}", printable(file.native()),
                              supported_schema),
                  {}, fix);
    }
    ApprovedPlan plan;
    plan.file = file.native();
    plan.deployment = json.at("deployment").get<std::string>();
    plan.environment = json.at("environment").get<std::string>();
    plan.host = json.at("host").get<std::string>();
    plan.directory = json.at("directory").get<std::string>();
    plan.commit = json.at("commit").get<std::string>();
    plan.tree = json.at("tree").get<std::string>();
    plan.dirty = json.at("dirty").get<bool>();
    if (!json.at("forced").is_null()) {
      plan.forced = classify::strategy_from(json.at("forced").get<std::string>());
    }
    plan.journal = json.at("journal").get<std::string>();
    plan.machine = json.value("machine", std::string{});
    plan.settings = json.at("settings").get<std::map<std::string, std::string>>();
    plan.decision = json.at("decision").get<std::vector<std::string>>();
    std::sort(plan.decision.begin(), plan.decision.end());
    return plan;
  } catch (const Json::exception& error) {
    return fail(ExitCode::usage, fmt::format("`{}` is not an approved plan", printable(file.native())),
                printable(error.what()), fix);
  }
}

Result<void> check_approved_here(const ApprovedPlan& approved, const Settings& settings,
                                 const Target& target) {
  const std::pair<const std::string*, const std::string*> places[] = {
      {&approved.deployment, &settings.place.deployment},
      {&approved.environment, &settings.place.environment},
      {&approved.host, &settings.place.host},
      {&approved.directory, &settings.place.directory}};
  if (std::any_of(std::begin(places), std::end(places),
                  [](const auto& pair) { return *pair.first != *pair.second; })) {
    return changed(approved,
                   fmt::format("it is for {} on {} ({}:{}), and this deployment is {} on {} ({}:{})",
                               printable(approved.deployment), printable(approved.environment),
                               printable(approved.host), printable(approved.directory),
                               printable(settings.place.deployment), printable(settings.place.environment),
                               printable(settings.place.host), printable(settings.place.directory)));
  }
  // A snapshot of a working tree is another commit each time.
  const bool is_same_commit = approved.dirty ? target.commit.dirty : approved.commit == target.commit.commit;
  if (approved.tree != target.tree && is_same_commit) {
    return changed(
        approved,
        approved.dirty
            ? "the working tree has changed since"
            : "the same commit has other files now: an artifact was built with other bytes, or what "
              "Git LFS or a submodule adds has changed");
  }
  if (approved.tree != target.tree || (!approved.dirty && approved.commit != target.commit.commit)) {
    return changed(approved, fmt::format("the plan is for commit {}{}, and this is commit {}{} {}",
                                         printable(approved.commit.substr(0, 12)),
                                         approved.dirty ? " with uncommitted changes" : "",
                                         printable(target.commit.commit.substr(0, 12)),
                                         target.commit.dirty ? " with uncommitted changes" : "",
                                         subject_text(target.commit.subject)));
  }
  SLIPWAY_TRY_ASSIGN(const auto settings_now, digests_of(settings));
  std::set<std::string> differing;
  for (const auto& [member, digest] : approved.settings) {
    const auto now = settings_now.find(member);
    if (now == settings_now.end() || now->second != digest) {
      differing.insert(member);
    }
  }
  for (const auto& [member, digest] : settings_now) {
    if (!approved.settings.contains(member)) {
      differing.insert(member);
    }
  }
  if (!differing.empty()) {
    return changed(approved,
                   "the settings differ: " +
                       printable(join(std::vector<std::string>(differing.begin(), differing.end()), ", ")));
  }
  return {};
}

Result<void> check_approved_there(const ApprovedPlan& approved, const Journal& journal,
                                  const classify::Plan& plan, const std::string& machine) {
  if (!approved.machine.empty() && !machine.empty() && approved.machine != machine) {
    return changed(approved, fmt::format("`{}` is another machine than the one that the plan was made for",
                                         printable(approved.host)));
  }
  if (approved.journal != journal.head) {
    return changed(approved, newer_entries(approved, journal));
  }
  const std::vector<std::string> decision = decision_of(plan);
  std::vector<std::string> lines = lacking(approved.decision, decision, "approved:");
  const std::vector<std::string> now = lacking(decision, approved.decision, "now:     ");
  lines.insert(lines.end(), now.begin(), now.end());
  if (!lines.empty()) {
    return changed(approved,
                   "the plan is another one now: the host has changed, or what is kept outside of git:\n" +
                       join(lines, "\n"));
  }
  return {};
}

}  // namespace slipway::deploy
