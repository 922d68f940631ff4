#pragma once

#include "deploy/plan/release_comparison.hpp"
#include "util/json.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::report {

/// In the place of a strategy, if the application builds no image.
inline constexpr std::string_view no_build_word = "no build";

/// The strategy of a release, for people. `no_build_word` if its application builds no image.
std::string_view strategy_word(const deploy::Release& release);

/// One release at length. `changes` compares it with the healthy release before it; null if it was the
/// first.
std::string release_text(const deploy::Release& release, bool is_deployed,
                         const deploy::ReleaseComparison* changes, std::int64_t now);
/// The same for programs: schema 1, documented in docs/reference/show-json.md.
std::string release_json_text(const deploy::Release& release, bool is_deployed,
                              const deploy::ReleaseComparison* changes);

/// What differs between two releases: commits, settings, images, services, files.
std::string comparison_text(const deploy::ReleaseComparison& comparison);
/// The same for programs: schema 1, documented in docs/reference/diff-json.md.
std::string comparison_json_text(const deploy::ReleaseComparison& comparison);

/// One of `releases[]`, alike in the history and in `show`.
Json release_json(const deploy::Release& release, bool is_deployed);

/// Sets the members `artifacts` and `artifact_build`, alike in the history, in `show` and in the status.
void put_artifacts(Json& release, const deploy::Release& of);
/// How the artifacts of a release were built: "Release, CXX GNU 12.2.0, aarch64, …".
std::string artifact_build_text(const deploy::ArtifactBuild& build);

/// The text for a time or an age that cannot be right, because the host's clock was set.
inline constexpr std::string_view unknown_time = "unknown (the host's clock was set)";

/// Whether the time at which a release finished says nothing: it lies in the future, or before the release
/// before.
bool is_finished_unknown(const deploy::Release& release, std::int64_t now);

/// When a release finished: "3 h 5 min ago", `unknown_time`, or the text itself if it is no time.
std::string ago_text(const deploy::Release& release, std::int64_t now);

}  // namespace slipway::report
