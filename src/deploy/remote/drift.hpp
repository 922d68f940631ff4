#pragma once

#include "deploy/plan/journal.hpp"
#include "deploy/plan/settings.hpp"
#include "deploy/remote/host_session.hpp"
#include "git/repository.hpp"

#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// A file that was edited on the host, as it lies there.
struct Edit {
  std::string path;
  std::string mode;  ///< As git has it: "100644"; "000000" if it is gone.
  std::string id;    ///< Of its content.
};

/// What was edited on the host since the deployed release was put there: the host's judgement, and its bytes.
struct Drift {
  std::string patch;  ///< As `git apply` takes it; empty if nothing was edited.
  std::vector<Edit> edits = {};
};

Result<Drift> read_drift(HostSession& session);

/// Reads what drift.sh printed. Error: that is not of drift.sh.
Result<Drift> parse_drift(std::string_view output);

/// The patch for a person's eyes: binary parts and what is beyond a screenful are left out, and nothing in it
/// can move the cursor.
std::string drift_text(const Drift& drift);

/// The edited paths whose content on the host is not that of `tree`: a deployment would lose these edits. The
/// run on the host checks that again.
Result<std::vector<std::string>> lost_edits(const git::Repository& repository, const std::string& tree,
                                            const Drift& drift);

/// A local branch with the edits as one commit on top of the deployed source commit.
struct AdoptedDrift {
  std::string branch;
  std::string commit;
  std::string base;
};
/// Makes that branch, and nothing else. `root` is ROOT in the repository. Errors: the source commit is not in
/// this repository; the deployed files are not those of the commit.
Result<AdoptedDrift> adopt_drift(const git::Repository& repository, const Settings& settings,
                                 const std::string& root, const Release& deployed, const Drift& drift);

/// Makes a local branch of the edits that were made on the host, and changes nothing else, here or there.
/// Nothing if there are no edits.
Result<std::optional<AdoptedDrift>> adopt_edits(const Settings& settings);

/// Error: files of the release were edited on the host, and deploying `tree` would lose the edits. Shows
/// them.
Result<void> check_drift(const git::Repository& repository, HostSession& session, const std::string& tree);

}  // namespace slipway::deploy
