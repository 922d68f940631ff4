#include "deploy/remote/host_journal.hpp"

#include "deploy/remote/git_transfer.hpp"
#include "deploy/remote/push_progress.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <csignal>

namespace slipway::deploy {
namespace {

Result<std::string> commit_of(const git::Repository& repository, const Parcel& parcel,
                              const std::string& known) {
  if (!parcel.commit.empty()) {
    return parcel.commit;
  }
  std::vector<std::string> parents;
  if (!known.empty()) {
    parents.push_back(known);
  }
  return repository.write_commit(parcel.tree, parents, "Files of a release\n");
}

}  // namespace

Result<Journal> fetch_journal(const git::Repository& repository, const Place& place,
                              const host::HostState& host, host::Connection& connection) {
  if (host.journal.empty()) {
    return Journal{};
  }
  const std::string journal = journal_reference(place.deployment, place.record());
  const std::string deployed = deployed_reference(place.deployment, place.record());
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
    SLIPWAY_TRY(
        transfer(repository, place, host, connection, std::move(words), "cannot fetch the host's journal"));
  }
  SLIPWAY_TRY_ASSIGN(Journal loaded, load_journal_at(repository, host.journal, host.deployed));
  if (!loaded.entries.empty() && loaded.entries.front().number == 0) {
    return fail(
        ExitCode::refused,
        fmt::format("`{}/.slipway/journal.git` is not a journal of Slipway's", printable(host.directory)),
        "its newest commit is not a release", "choose another DIRECTORY, or move that .slipway away");
  }
  return loaded;
}

namespace {

/// About how many bytes a push of the commits takes: what their objects take in this repository. 0 where git
/// cannot say.
std::uint64_t expected_bytes(const git::Repository& repository, const std::vector<std::string>& commits,
                             const std::string& known) {
  std::vector<std::string> words{"rev-list", "--disk-usage", "--objects"};
  words.insert(words.end(), commits.begin(), commits.end());
  if (!known.empty()) {
    words.push_back("^" + known);
  }
  const auto said = run(repository.command(std::move(words)));
  std::uint64_t bytes = 0;
  if (said && said->ok()) {
    std::from_chars(said->out.data(), said->out.data() + said->out.size(), bytes);
  }
  return bytes;
}

}  // namespace

Result<std::uint64_t> push_trees(const git::Repository& repository, const Place& place,
                                 const std::vector<Parcel>& parcels, const std::string& known,
                                 const host::HostState& host, host::Connection& connection,
                                 const Packing& packing, Listener& listener) {
  std::vector<std::string> words;
  if (packing.passes_through) {
    words.insert(words.end(), {"-c", "core.bigFileThreshold=16m"});
  }
  if (!packing.compresses) {
    words.insert(words.end(), {"-c", "pack.compression=0"});
  }
  // A pack stays one there: unpacking it would compress everything anew. Large files go to the disk as they
  // come.
  words.insert(words.end(),
               {"push", "--progress", "--no-verify", "--no-signed", "--no-follow-tags",
                "--recurse-submodules=no", "--thin", "--force",
                "--receive-pack=git -c receive.unpackLimit=1 -c core.bigFileThreshold=16m receive-pack",
                journal_address(host)});
  std::vector<std::string> commits;
  for (const Parcel& parcel : parcels) {
    SLIPWAY_TRY_ASSIGN(const std::string commit, commit_of(repository, parcel, known));
    commits.push_back(commit);
    words.push_back(fmt::format("{}:refs/slipway/incoming/{}", commit, parcel.name));
  }
  PushProgress progress(expected_bytes(repository, commits, known), listener);
  SLIPWAY_TRY_ASSIGN(const Finished pushed, transfer(repository, place, host, connection, std::move(words),
                                                     "cannot send the release's files to the host",
                                                     [&](std::string_view piece) { progress.take(piece); }));
  return written_bytes(pushed.err);
}

Result<std::optional<std::string>> pack_trees(const git::Repository& repository,
                                              const std::vector<Parcel>& parcels, const std::string& known,
                                              const std::vector<std::string>& there, std::size_t limit) {
  std::string wanted;
  for (const Parcel& parcel : parcels) {
    SLIPWAY_TRY_ASSIGN(const std::string commit, commit_of(repository, parcel, known));
    wanted += commit + "\n";
  }
  if (!known.empty()) {
    wanted += "^" + known + "\n";
  }
  for (const std::string& object : there) {
    wanted += "^" + object + "\n";
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

Result<void> mend_journal(const git::Repository& repository, const Place& place, HostSession& session,
                          Listener& listener) {
  if (session.state().journal_state != host::JournalState::damaged) {
    return {};
  }
  listener.note("the journal on the host is damaged, as a power cut leaves it: repairing it");
  SLIPWAY_TRY(session.repair_journal(place));
  SLIPWAY_TRY_ASSIGN(const Journal known, load_journal(repository, place.deployment, place.record()));
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
    SLIPWAY_TRY(transfer(repository, place, host, session.connection(), std::move(words),
                         "cannot send the entries that are known here to the host's journal"));
    SLIPWAY_TRY(session.probe_fully(place));
    listener.note("the entries that were lost there have been given back from here");
  }
  return {};
}

Result<void> adopt_entry(const git::Repository& repository, const Place& place, const std::string& entry,
                         const std::string& entry_bytes, bool deployed) {
  SLIPWAY_TRY_ASSIGN(const std::string id, repository.write_commit_object(entry_bytes));
  if (id != entry) {
    return fail(ExitCode::failure, fmt::format("the journal entry {} arrived damaged", printable(entry)),
                fmt::format("its content has the id {}", id),
                "nothing to do: the next command fetches the journal from the host");
  }
  // A reference to an entry whose files or predecessor are not here would break this repository's gc.
  SLIPWAY_TRY_ASSIGN(const git::CommitInfo commit, repository.commit(id));
  bool complete = repository.has(commit.tree);
  for (const std::string& parent : commit.parents) {
    complete = complete && repository.has(parent);
  }
  if (!complete) {
    return fail(ExitCode::failure, "the new journal entry does not follow the entries that are known here",
                "another deployment came in between", "nothing to do: the next command fetches the journal");
  }
  std::vector<std::pair<std::string, std::string>> references{
      {journal_reference(place.deployment, place.record()), id}};
  if (deployed) {
    references.emplace_back(deployed_reference(place.deployment, place.record()), id);
  }
  return repository.update_references(references);
}

}  // namespace slipway::deploy
