#pragma once

#include "deploy/plan/run_outcome.hpp"
#include "git/repository.hpp"
#include "util/error.hpp"
#include "util/untrusted.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace slipway::deploy {

/// An image of a release.
struct ReleaseImage {
  std::string service;
  std::string id;
  std::uint64_t built_by = 0;  ///< The release whose tree it was built from.
  std::string tag;
  std::string definition;  ///< Digest of arguments, target, platform, builder … it was built with.
  std::string cache_bust;  ///< The busting value it was built with; empty if there was none.
  /// The values of its labels for release, commit and strategy, as `Build-Labels` has them; empty in older
  /// entries.
  std::string labels = {};
  bool triggered = false;                   ///< Its base image had steps for it (ONBUILD).
  std::optional<std::uint64_t> bytes = {};  ///< Its size, layers it shares with others included.
};

/// A file of a release that is no part of its commit: the build has made it.
struct Artifact {
  std::string path;    ///< In the tree; of a release of the journal as printable() has it.
  std::string origin;  ///< "target sensor", "component runtime", "file".
  std::string mode;    ///< As git writes it; empty in a release of the journal.
  std::uint64_t bytes = 0;
  std::string sha256;
  std::string blob;  ///< The content as an object of git.
};

/// The roll-out to several hosts that a release was part of (docs/reference/journal.md).
struct Rollout {
  std::string id;        ///< The same on each of its hosts: "20261130T164012Z-1a2b3c".
  std::size_t wave = 0;  ///< From 1; 0: the release was revoked outside of a wave.
  std::size_t waves = 0;
  std::size_t hosts = 0;  ///< How many the roll-out is for.
};

/// How the artifacts of a release were made.
struct ArtifactBuild {
  std::string build_type;
  std::string toolchain_file;  ///< Empty: the compiler of the machine itself.
  std::string compilers;       ///< "CXX GNU 12.2.0".
  std::string processor;       ///< CMAKE_SYSTEM_PROCESSOR of a cross build; else empty.
  bool changed = false;        ///< The working tree had changes that no commit has.
};

/// One entry of the journal: a release, or an attempt at one. The entry is a commit on the host whose tree is
/// the deployed tree, whose parent is the entry before it, and whose message carries everything else as
/// trailers.
struct Release {
  std::string entry;         ///< Commit id of the entry.
  std::string tree;          ///< The whole tree it was made from; with SHIP minimal no object of the journal.
  std::string shipped_tree;  ///< The tree in DIRECTORY.
  std::string
      left_behind;     ///< Commit that lists the rest (deploy/plan/shipment.hpp); empty if there is none.
  std::string parent;  ///< The entry before it; empty for the first.
  std::uint64_t number = 0;
  std::string outcome;  ///< A RunOutcome; a word of its own in an entry of another version.
  Untrusted reason;
  std::string strategy;
  bool builds_no_image = false;  ///< All images come from elsewhere: the strategy had nothing to build.
  std::string asked_strategy;    ///< The strategy that the changes needed, if another one was forced.
  std::string source_commit;
  Untrusted source_subject;
  Untrusted source_branch;
  bool dirty = false;  ///< `source_commit` is a snapshot of a working tree.
  Untrusted deployed_by;
  std::string started;   ///< ISO 8601, UTC
  std::string finished;  ///< the same, by the host's clock
  /// By that clock it finished before the entry before it: somebody has set the clock.
  bool clock_was_set = false;
  Untrusted project;
  std::string settings;  ///< Digest of the settings that decide what is deployed.
  Untrusted builder;
  std::string engine;                               ///< "swarm", or empty: compose.
  std::vector<std::string> nodes;                   ///< Those that had its images: "sw2 linux/x86_64 26.1.5".
  std::map<std::string, std::string> secret_files;  ///< Their digests under the host's key, by place.
  std::string secrets;  ///< Where the host keeps the release's env and secret files; empty if it has none.
  std::vector<Artifact> artifacts;
  ArtifactBuild artifact_build;
  std::optional<Rollout> rollout;         ///< Nothing if it was deployed to one host alone.
  std::optional<std::uint64_t> tests;     ///< How many passed in its image before the switch.
  std::optional<std::uint64_t> restores;  ///< For a rollback: the release whose files and images it has.
  std::vector<ReleaseImage> images;
  std::map<std::string, double> seconds;  ///< By step, in lower case.
  std::optional<double> outage;  ///< Seconds from a service's end to its answer in the switch; the longest.
  std::optional<double> until_healthy;  ///< Seconds from the first end of a service to a healthy release.
  /// How long the plan expected the run to take: seconds, and the range of most such runs.
  struct Forecast {
    double seconds = 0;
    double low = 0;
    double high = 0;
  };
  std::optional<Forecast> forecast;
  std::optional<std::uint64_t> bytes_sent;     ///< Files and images, as they were sent.
  std::optional<std::uint64_t> reruns;         ///< Steps of its builds that the plan expected to run again.
  std::uint64_t undecided_reruns = 0;          ///< How many of these may be reused after all.
  std::map<std::string, std::string> planned;  ///< What the plan was to do, by service: `keep`, `recreate` …
  std::set<std::string> made_anew;             ///< The services that got another container.
  std::set<std::string> kept;                  ///< The services that kept their container.
  /// Of the steps of a build: how many the builder reused, of how many.
  struct StepCount {
    std::uint64_t reused = 0;
    std::uint64_t total = 0;
  };
  std::map<std::string, StepCount> steps;  ///< By service. Empty in entries of earlier versions.
  /// Steps of builds whose prediction was wrong: "web HIT RAN line 7: [3/4] RUN".
  std::vector<std::string> mispredicted;
  std::map<std::string, std::uint64_t>
      disk;  ///< Bytes: what `build` took on the disk; the size of its `images`.

  /// The containers that ran when it was written, of the deployed release or of the one before that was put
  /// back: service, and the beginning of the id. Empty if it touched none.
  std::vector<std::pair<std::string, std::string>> containers;
  std::vector<std::string> unchecked;         ///< Services without a health check: they only ran for a while.
  std::optional<std::uint64_t> found_unwell;  ///< The release that this run found crashing again and again,
                                              ///< or not to hold in its probation.
  bool unwell = false;                        ///< A later run found this one so.

  bool healthy() const { return outcome == name_of(RunOutcome::deployed); }
  const ReleaseImage* image(const std::string& service) const;
  /// How long the steps took together.
  double total_seconds() const;
  /// How long the builder took, here or on the host; nothing if it built no image, or if that is not known.
  std::optional<double> builder_seconds() const;
  bool built_here() const { return seconds.contains("build-here"); }
  /// What differed from the plan, one sentence each.
  std::vector<std::string> misses() const;
  /// The images together; nothing if one is not known, or there is none.
  std::optional<std::uint64_t> image_bytes() const;
};

/// Reads an entry's message. Trailers that are not known are skipped, so that a newer Slipway's entries can
/// be read.
Release parse_release(const git::CommitInfo& commit);

/// The host's journal as last seen: refs/slipway/<deployment>/<record>/ in this repository.
struct Journal {
  std::deque<Release> entries;  ///< Newest first.
  std::string head;             ///< Id of the newest entry.
  std::string deployed;         ///< Id of the last healthy one.

  const Release* deployed_release() const;
  const Release* release(std::uint64_t number) const;
  /// The healthy release that ran before the one with the number; null if there was none.
  const Release* deployed_before(std::uint64_t number) const;
  /// The containers that are the deployment's, by the newest entry that names any: service, beginning of the
  /// id.
  std::vector<std::pair<std::string, std::string>> containers() const;
  /// Notes that a release failed after its deployment, whatever its entry says.
  void mark_unwell(std::uint64_t number);
  std::uint64_t next_number() const { return entries.empty() ? 1 : entries.front().number + 1; }
};

/// `record` is Place::record().
std::string journal_reference(const std::string& deployment, const std::string& record);
std::string deployed_reference(const std::string& deployment, const std::string& record);

/// How many entries of a journal are read at most: a longer chain is not one of ours.
inline constexpr std::size_t all_entries = 100000;

/// Error: the entries are there but cannot be read. No entries is an empty journal.
Result<Journal> load_journal(const git::Repository& repository, const std::string& deployment,
                             const std::string& record);

/// The same with the newest `most` entries alone, which takes the same time however long the journal is.
Result<Journal> load_newest(const git::Repository& repository, const std::string& deployment,
                            const std::string& record, std::size_t most);

/// How many entries a plan looks at, if it needs no more: its forecast goes by the newest.
inline constexpr std::size_t entries_for_a_plan = 200;

/// The newest entries, as many as a plan asks for: `least`, and down to the deployed release and those that
/// built its images.
Result<Journal> load_for_a_plan(const git::Repository& repository, const std::string& deployment,
                                const std::string& record, std::size_t least = entries_for_a_plan);

/// The journal with the given head: what is known here of the host's state.
Result<Journal> load_journal_at(const git::Repository& repository, const std::string& head,
                                const std::string& deployed);

}  // namespace slipway::deploy
