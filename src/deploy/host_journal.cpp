#include "deploy/host_journal.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

std::string journal_address(const host::HostState& host) {
  return host::Connection::git_address(host.directory + "/.slipway/journal.git");
}

Command over(const host::Connection& connection, Command command) {
  command.environment.emplace_back("GIT_SSH_COMMAND", connection.git_ssh_command());
  command.environment.emplace_back("GIT_SSH_VARIANT", "ssh");
  return command;
}

}  // namespace

Result<Journal> fetch_journal(const git::Repository& repository, const Settings& settings,
                              const host::HostState& host, const host::Connection& connection) {
  if (host.journal.empty()) {
    return Journal{};
  }
  const std::string journal = journal_reference(settings.deployment, settings.environment);
  const std::string deployed = deployed_reference(settings.deployment, settings.environment);
  const bool complete =
      repository.has(host.journal) && (host.deployed.empty() || repository.has(host.deployed));
  if (complete) {
    std::vector<std::pair<std::string, std::string>> references{{journal, host.journal}};
    if (!host.deployed.empty()) {
      references.emplace_back(deployed, host.deployed);
    }
    SLIPWAY_TRY(repository.update_references(references));
  } else {
    std::vector<std::string> words{"-c",
                                   "fetch.fsckObjects=true",
                                   "fetch",
                                   "--quiet",
                                   "--no-tags",
                                   "--no-write-fetch-head",
                                   "--no-recurse-submodules",
                                   "--no-auto-maintenance",
                                   journal_address(host),
                                   "+refs/heads/journal:" + journal};
    if (!host.deployed.empty()) {
      words.push_back("+refs/heads/deployed:" + deployed);
    }
    SLIPWAY_TRY(run_checked(over(connection, repository.command(std::move(words))), "the host's journal"));
  }
  return load_journal_at(repository, host.journal, host.deployed);
}

Result<void> push_trees(const git::Repository& repository, const std::vector<Parcel>& parcels,
                        const std::string& known, const host::HostState& host,
                        const host::Connection& connection) {
  std::vector<std::string> words{"push",        "--quiet",          "--no-verify",
                                 "--no-signed", "--no-follow-tags", "--recurse-submodules=no",
                                 "--thin",      "--force",          journal_address(host)};
  for (const Parcel& parcel : parcels) {
    std::vector<std::string> parents;
    if (!known.empty()) {
      parents.push_back(known);
    }
    SLIPWAY_TRY_ASSIGN(const std::string commit,
                       repository.write_commit(parcel.tree, parents, "Files of a release\n"));
    words.push_back(fmt::format("{}:refs/slipway/incoming/{}", commit, parcel.name));
  }
  const auto pushed = run(over(connection, repository.command(std::move(words))));
  if (!pushed) {
    return tl::unexpected(pushed.error());
  }
  if (!pushed->ok()) {
    const std::string said = printable_lines(trim(pushed->err));
    const bool full = pushed->err.find("No space left") != std::string::npos;
    return fail(full ? ExitCode::host_unsuited : ExitCode::failure, "the release's files to reach the host",
                said,
                full ? "free some space on the host; nothing was changed there"
                     : "run the same command again; nothing was changed on the host");
  }
  return {};
}

Result<void> mend_journal(const git::Repository& repository, const Settings& settings, HostSession& session,
                          Listener& listener) {
  if (session.state().journal_state != "damaged") {
    return {};
  }
  listener.note("the journal on the host is damaged, as a power cut leaves it: repairing it");
  SLIPWAY_TRY(session.repair_journal(settings));
  SLIPWAY_TRY_ASSIGN(const Journal known,
                     load_journal(repository, settings.deployment, settings.environment));
  const host::HostState& host = session.state();
  const bool behind = std::any_of(known.entries.begin(), known.entries.end(), [&](const Release& release) {
    return host.journal.empty() || (release.entry == host.journal && release.entry != known.head);
  });
  if (behind) {
    std::vector<std::string> words{"push",
                                   "--quiet",
                                   "--no-verify",
                                   "--no-signed",
                                   "--no-follow-tags",
                                   journal_address(host),
                                   known.head + ":refs/heads/journal"};
    if (!known.deployed.empty()) {
      words.push_back("+" + known.deployed + ":refs/heads/deployed");
    }
    SLIPWAY_TRY(run_checked(over(session.connection(), repository.command(std::move(words))),
                            "the entries that are known here to reach the host's journal"));
    SLIPWAY_TRY(session.probe_fully(settings));
    listener.note("the entries that were lost there have been given back from here");
  }
  return {};
}

Result<void> adopt_entry(const git::Repository& repository, const Settings& settings,
                         const std::string& entry, const std::string& entry_bytes, bool deployed) {
  SLIPWAY_TRY_ASSIGN(const std::string id, repository.write_commit_object(entry_bytes));
  if (id != entry) {
    return fail(ExitCode::failure, fmt::format("journal entry {}", printable(entry)),
                fmt::format("entry {}", id),
                "nothing to do: the next command fetches the journal from the host");
  }
  std::vector<std::pair<std::string, std::string>> references{
      {journal_reference(settings.deployment, settings.environment), id}};
  if (deployed) {
    references.emplace_back(deployed_reference(settings.deployment, settings.environment), id);
  }
  return repository.update_references(references);
}

}  // namespace slipway::deploy
