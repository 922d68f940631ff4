#include "deploy/plan/last_seen.hpp"

#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

std::string seen_reference(const std::string& deployment, const std::string& record) {
  return fmt::format("refs/slipway/{}/{}/seen", deployment, record);
}

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

std::optional<LastSeen> load_last_seen(const git::Repository& repository, const std::string& deployment,
                                       const std::string& record) {
  const auto id = repository.resolve(seen_reference(deployment, record));
  const auto commit = id ? repository.commit(*id) : Result<git::CommitInfo>(tl::unexpected(id.error()));
  if (!commit) {
    return {};
  }
  LastSeen seen;
  for (const std::string& line : split(commit->message, '\n')) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) {
      continue;
    }
    const std::string_view key = std::string_view(line).substr(0, colon);
    const std::string value = line.substr(colon + 2);
    if (key == "Time") {
      seen.time = number_of<std::int64_t>(value).value_or(0);
    } else if (key == "Host") {
      seen.host = value;
    } else if (key == "Machine") {
      seen.machine = value;
    } else if (key == "Machine-Id") {
      seen.machine_id = value;
    } else if (key == "Identity") {
      seen.identity = value;
    } else if (key == "Empty") {
      seen.empty = value == "yes";
    } else if (key == "Restorable") {
      for (const std::string& word : split(value, ' ')) {
        if (const auto number = number_of<std::uint64_t>(word)) {
          seen.restorable.push_back(*number);
        }
      }
    }
  }
  return seen;
}

namespace {

std::string message_of(const LastSeen& seen) {
  std::string numbers;
  for (const std::uint64_t number : seen.restorable) {
    numbers += fmt::format(" {}", number);
  }
  return fmt::format(
      "Seen\n\nTime: {}\nHost: {}\nMachine: {}\nMachine-Id: {}\nIdentity: {}\nRestorable:{}\n{}", seen.time,
      one_line(seen.host), one_line(seen.machine), one_line(seen.machine_id), one_line(seen.identity),
      numbers, seen.empty ? "Empty: yes\n" : "");
}

}  // namespace

void remember_seen(const git::Repository& repository, const std::string& deployment,
                   const std::string& record, const std::string& tree, const LastSeen& seen) {
  if (const auto commit = repository.write_commit(tree, {}, message_of(seen))) {
    [[maybe_unused]] const auto written =
        repository.update_references({{seen_reference(deployment, record), *commit}});
  }
}

void remember_seen(const git::Repository& repository, const std::vector<Seen>& looks) {
  std::vector<git::RootCommit> commits;
  for (const Seen& look : looks) {
    commits.push_back({seen_reference(look.deployment, look.record), look.tree, message_of(look.last)});
  }
  if (!commits.empty()) {
    [[maybe_unused]] const auto written = repository.write_commits(commits);
  }
}

std::string as_last_seen(const LastSeen& seen, std::int64_t now) {
  // A laptop's clock may be wrong for a while too.
  constexpr std::int64_t a_moment = 60;
  if (seen.time > now + a_moment) {
    return "as seen before the clock of this machine was set";
  }
  const std::string age = age_text(now - seen.time);
  return age == "just now" ? "as seen just now" : fmt::format("as last seen {} ago", age);
}

}  // namespace slipway::deploy
