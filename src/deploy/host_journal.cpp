#include "deploy/host_journal.hpp"

#include "deploy/git_transfer.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

namespace slipway::deploy {
namespace {

Result<std::string> commit_of(const git::Repository& repository, const Parcel& parcel,
                              const std::string& known) {
  std::vector<std::string> parents;
  if (!known.empty()) {
    parents.push_back(known);
  }
  return repository.write_commit(parcel.tree, parents, "Files of a release\n");
}

}  // namespace

Result<Journal> fetch_journal(const git::Repository& repository, const Settings& settings,
                              const host::HostState& host, host::Connection& connection) {
  if (host.journal.empty()) {
    return Journal{};
  }
  const std::string journal = journal_reference(settings.deployment, settings.environment);
  const std::string deployed = deployed_reference(settings.deployment, settings.environment);
  const bool complete =
      repository.has(host.journal) && (host.deployed.empty() || repository.has(host.deployed));
  if (complete && repository.resolve(journal).value_or("") == host.journal &&
      repository.resolve(deployed).value_or("") == host.deployed) {
    // As it was last seen.
  } else if (complete) {
    std::vector<std::pair<std::string, std::string>> references{{journal, host.journal}};
    if (!host.deployed.empty()) {
      references.emplace_back(deployed, host.deployed);
    }
    SLIPWAY_TRY(repository.update_references(references));
  } else {
    std::vector<std::string> words{"-c",
                                   "fetch.fsckObjects=true",
                                   "fetch",
                                   "--progress",
                                   "--no-tags",
                                   "--no-write-fetch-head",
                                   "--no-recurse-submodules",
                                   "--no-auto-maintenance",
                                   journal_address(host),
                                   "+refs/heads/journal:" + journal};
    if (!host.deployed.empty()) {
      words.push_back("+refs/heads/deployed:" + deployed);
    }
    SLIPWAY_TRY(transfer(repository, settings, host, connection, std::move(words), "the host's journal"));
  }
  SLIPWAY_TRY_ASSIGN(Journal loaded, load_journal_at(repository, host.journal, host.deployed));
  if (!loaded.entries.empty() && loaded.entries.front().number == 0) {
    return fail(ExitCode::refused,
                fmt::format("a journal of Slipway's in `{}/.slipway/journal.git`", printable(host.directory)),
                "a repository whose newest commit is no release",
                "choose another DIRECTORY, or move that .slipway away");
  }
  return loaded;
}

std::uint64_t written_bytes(const std::string& progress) {
  const std::size_t line = progress.rfind("Writing objects: 100%");
  const std::size_t comma = line == std::string::npos ? line : progress.find("), ", line);
  if (comma == std::string::npos) {
    return 0;
  }
  char* end = nullptr;
  const double count = std::strtod(progress.c_str() + comma + 3, &end);
  const std::string_view unit(end);
  const double scale = unit.starts_with(" GiB")   ? 1024.0 * 1024 * 1024
                       : unit.starts_with(" MiB") ? 1024.0 * 1024
                       : unit.starts_with(" KiB") ? 1024.0
                                                  : 1.0;
  return static_cast<std::uint64_t>(count * scale);
}

Result<std::uint64_t> push_trees(const git::Repository& repository, const Settings& settings,
                                 const std::vector<Parcel>& parcels, const std::string& known,
                                 const host::HostState& host, host::Connection& connection) {
  std::vector<std::string> words{"push",        "--progress",       "--no-verify",
                                 "--no-signed", "--no-follow-tags", "--recurse-submodules=no",
                                 "--thin",      "--force",          journal_address(host)};
  for (const Parcel& parcel : parcels) {
    SLIPWAY_TRY_ASSIGN(const std::string commit, commit_of(repository, parcel, known));
    words.push_back(fmt::format("{}:refs/slipway/incoming/{}", commit, parcel.name));
  }
  SLIPWAY_TRY_ASSIGN(const Finished pushed, transfer(repository, settings, host, connection, std::move(words),
                                                     "the release's files to reach the host"));
  return written_bytes(pushed.err);
}

Result<std::optional<std::string>> pack_trees(const git::Repository& repository,
                                              const std::vector<Parcel>& parcels, const std::string& known,
                                              std::size_t limit) {
  std::string wanted;
  for (const Parcel& parcel : parcels) {
    SLIPWAY_TRY_ASSIGN(const std::string commit, commit_of(repository, parcel, known));
    wanted += commit + "\n";
  }
  if (!known.empty()) {
    wanted += "^" + known + "\n";
  }
  SLIPWAY_TRY_ASSIGN(Child packer,
                     Child::start(repository.command({"pack-objects", "--quiet", "--revs", "--thin",
                                                      "--stdout", "--delta-base-offset"}),
                                  {.in = Child::Stream::pipe, .err = Child::Stream::null}));
  // Far below what a pipe holds.
  packer.write(wanted);
  packer.close_input();
  std::string pack;
  packer.pump([&](Child::Source, std::string_view piece) {
    pack += piece;
    return pack.size() <= limit;
  });
  if (pack.size() > limit) {
    packer.kill(SIGTERM);
    return std::optional<std::string>{};
  }
  // Whatever is wrong, git push says it better.
  return packer.wait().value_or(1) == 0 ? std::optional(std::move(pack)) : std::optional<std::string>{};
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
                                   "--progress",
                                   "--no-verify",
                                   "--no-signed",
                                   "--no-follow-tags",
                                   journal_address(host),
                                   known.head + ":refs/heads/journal"};
    if (!known.deployed.empty()) {
      words.push_back("+" + known.deployed + ":refs/heads/deployed");
    }
    SLIPWAY_TRY(transfer(repository, settings, host, session.connection(), std::move(words),
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
  // A reference to an entry whose files or predecessor are not here would break this repository's gc.
  SLIPWAY_TRY_ASSIGN(const git::CommitInfo commit, repository.commit(id));
  bool complete = repository.has(commit.tree);
  for (const std::string& parent : commit.parents) {
    complete = complete && repository.has(parent);
  }
  if (!complete) {
    return fail(ExitCode::failure, "a journal entry on top of what is known here",
                "another has come in between", "nothing to do: the next command fetches the journal");
  }
  std::vector<std::pair<std::string, std::string>> references{
      {journal_reference(settings.deployment, settings.environment), id}};
  if (deployed) {
    references.emplace_back(deployed_reference(settings.deployment, settings.environment), id);
  }
  return repository.update_references(references);
}

}  // namespace slipway::deploy
