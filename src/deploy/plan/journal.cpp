#include "deploy/plan/journal.hpp"

#include "util/hex.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace slipway::deploy {
namespace {

std::uint64_t number_in(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

ReleaseImage& image_of(Release& release, const std::string& service) {
  const auto known = std::find_if(release.images.begin(), release.images.end(),
                                  [&](const ReleaseImage& image) { return image.service == service; });
  if (known != release.images.end()) {
    return *known;
  }
  ReleaseImage& added = release.images.emplace_back();
  added.service = service;
  return added;
}

/// "<sha256> <blob> <bytes> <origin>", a tabulator and the path.
void read_artifact(Release& release, const std::string& value) {
  const std::size_t tab = value.find('\t');
  const auto words = split(value.substr(0, tab), ' ');
  if (tab == std::string::npos || words.size() < 4) {
    return;
  }
  const std::string_view head = std::string_view(value).substr(0, tab);
  const std::size_t origin = words[0].size() + words[1].size() + words[2].size() + 3;
  release.artifacts.push_back(
      {value.substr(tab + 1), std::string(head.substr(origin)), {}, number_in(words[2]), words[0], words[1]});
}

/// The member that has the trailer's value as it stands, if people have written it; null if there is none.
Untrusted* foreign_text_of(Release& release, std::string_view key) {
  using Member = Untrusted* (*)(Release&);
  static const std::unordered_map<std::string_view, Member> texts = {
      {"Builder", [](Release& one) { return &one.builder; }},
      {"Deployed-By", [](Release& one) { return &one.deployed_by; }},
      {"Project", [](Release& one) { return &one.project; }},
      {"Reason", [](Release& one) { return &one.reason; }},
      {"Source-Branch", [](Release& one) { return &one.source_branch; }},
      {"Source-Subject", [](Release& one) { return &one.source_subject; }},
  };
  const auto found = texts.find(key);
  return found == texts.end() ? nullptr : found->second(release);
}

/// The same for what the program itself has written, in a journal that is as it should be.
std::string* text_of(Release& release, std::string_view key) {
  using Member = std::string* (*)(Release&);
  static const std::unordered_map<std::string_view, Member> texts = {
      {"Outcome", [](Release& one) { return &one.outcome; }},
      {"Strategy", [](Release& one) { return &one.strategy; }},
      {"Asked-Strategy", [](Release& one) { return &one.asked_strategy; }},
      {"Source-Commit", [](Release& one) { return &one.source_commit; }},
      {"Started", [](Release& one) { return &one.started; }},
      {"Finished", [](Release& one) { return &one.finished; }},
      {"Settings", [](Release& one) { return &one.settings; }},
      {"Engine", [](Release& one) { return &one.engine; }},
      {"Artifact-Build-Type", [](Release& one) { return &one.artifact_build.build_type; }},
      {"Artifact-Toolchain", [](Release& one) { return &one.artifact_build.toolchain_file; }},
      {"Artifact-Compilers", [](Release& one) { return &one.artifact_build.compilers; }},
      {"Artifact-Processor", [](Release& one) { return &one.artifact_build.processor; }},
      {"Secrets", [](Release& one) { return &one.secrets; }}};
  const auto found = texts.find(key);
  return found == texts.end() ? nullptr : found->second(release);
}

void read_trailer(Release& release, std::string_view key, const std::string& value) {
  if (Untrusted* text = foreign_text_of(release, key)) {
    *text = value;
    return;
  }
  if (std::string* text = text_of(release, key)) {
    *text = value;
    // Whoever writes the journal may write anything; ids are printed and looked up as they stand.
    if (key == "Source-Commit" && !is_object_id(value)) {
      release.source_commit.clear();
    }
    if (key == "Secrets" && value.find_first_not_of("0123456789abcdef-") != std::string::npos) {
      release.secrets.clear();
    }
    return;
  }
  const auto words = split(value, ' ');
  if (key == "Image" && words.size() == 4) {
    ReleaseImage& image = image_of(release, words[0]);
    image.id = words[1];
    image.built_by = number_in(words[2]);
    image.tag = words[3];
  } else if (key == "Build" && words.size() >= 2) {
    ReleaseImage& image = image_of(release, words[0]);
    image.definition = words[1];
    image.cache_bust = words.size() > 2 ? words[2] : std::string{};
  } else if (key == "Build-Labels" && words.size() == 4) {
    image_of(release, words[0]).labels = value.substr(words[0].size() + 1);
  } else if (key == "Image-Size" && words.size() == 2) {
    image_of(release, words[0]).bytes = number_in(words[1]);
  } else if (key == "Triggered" && words.size() == 1) {
    image_of(release, words[0]).triggered = true;
  } else if (key == "Artifact") {
    read_artifact(release, value);
  } else if (key == "Artifact-Source") {
    release.artifact_build.changed = value == "changed";
  } else if (key == "Rollout" && words.size() == 3) {
    // "id wave/waves hosts", in one line: a reader that knows no roll-outs skips it.
    const std::size_t slash = words[1].find('/');
    release.rollout =
        Rollout{words[0], number_in(words[1].substr(0, slash)),
                slash == std::string::npos ? 0 : number_in(words[1].substr(slash + 1)), number_in(words[2])};
  } else if (key == "Tests") {
    release.tests = number_of<std::uint64_t>(value);
  } else if (key == "Bytes-Sent") {
    release.bytes_sent = number_in(value);
  } else if (key == "Seconds-Outage") {
    release.outage = std::strtod(value.c_str(), nullptr);
  } else if (key == "Until-Healthy") {
    release.until_healthy = std::strtod(value.c_str(), nullptr);
  } else if (key.starts_with("Seconds-")) {
    release.seconds[lower(key.substr(8))] = std::strtod(value.c_str(), nullptr);
  } else if (key == "Forecast-Seconds" && words.size() == 3) {
    const Release::Forecast forecast{std::strtod(words[0].c_str(), nullptr),
                                     std::strtod(words[1].c_str(), nullptr),
                                     std::strtod(words[2].c_str(), nullptr)};
    const auto is_time = [](double seconds) { return seconds >= 0 && seconds < 1e9; };
    if (is_time(forecast.seconds) && is_time(forecast.low) && is_time(forecast.high) &&
        forecast.seconds > 0) {
      release.forecast = forecast;
    }
  } else if (key == "Predicted-Reruns") {
    release.reruns = number_in(value);
  } else if (key == "Undecided-Reruns") {
    release.undecided_reruns = number_in(value);
  } else if (key == "Secret-File" && words.size() >= 2) {
    release.secret_files[value.substr(words[0].size() + 1)] = words[0];
  } else if (key == "Disk-Build" || key == "Disk-Images") {
    release.disk[lower(key.substr(5))] = number_in(value);
  } else if (key == "Source-Tree" && is_object_id(value)) {
    release.tree = value;
  } else if (key == "Release") {
    release.number = number_in(value);
  } else if (key == "Restores") {
    release.restores = number_in(value);
  } else if (key == "Container" && words.size() == 2) {
    release.containers.emplace_back(words[0], words[1]);
  } else if (key == "Planned" && words.size() == 2) {
    release.planned[words[0]] = words[1];
  } else if (key == "Made-Anew") {
    release.made_anew.insert(value);
  } else if (key == "Images") {
    release.builds_no_image = value == "none";
  } else if (key == "Kept") {
    release.kept.insert(value);
  } else if (key == "Steps" && words.size() == 3) {
    release.steps[words[0]] = {number_in(words[1]), number_in(words[2])};
  } else if (key == "Mispredicted" && words.size() > 3) {
    release.mispredicted.push_back(value);
  } else if (key == "Unchecked") {
    release.unchecked.push_back(value);
  } else if (key == "Source-Dirty") {
    release.dirty = value == "yes";
  } else if (key == "Node") {
    release.nodes.push_back(value);
  } else if (key == "Unwell") {
    release.found_unwell = number_in(value);
  }
}

std::string reference(const std::string& deployment, const std::string& record, std::string_view name) {
  return fmt::format("refs/slipway/{}/{}/{}", deployment, record, name);
}

}  // namespace

const ReleaseImage* Release::image(const std::string& service) const {
  const auto found = std::find_if(images.begin(), images.end(),
                                  [&](const ReleaseImage& image) { return image.service == service; });
  return found == images.end() ? nullptr : &*found;
}

double Release::total_seconds() const {
  return std::accumulate(seconds.begin(), seconds.end(), 0.0,
                         [](double sum, const auto& step) { return sum + step.second; });
}

std::optional<double> Release::builder_seconds() const {
  const bool builds = std::any_of(images.begin(), images.end(), [this](const ReleaseImage& image) {
    return image.built_by == number && !image.id.empty();
  });
  const auto found = seconds.find(built_here() ? "build-here" : "build");
  return builds && found != seconds.end() ? std::optional(found->second) : std::nullopt;
}

std::optional<std::uint64_t> Release::image_bytes() const {
  std::uint64_t sum = 0;
  for (const ReleaseImage& image : images) {
    if (!image.bytes) {
      return {};
    }
    sum += *image.bytes;
  }
  return images.empty() ? std::nullopt : std::optional(sum);
}

Release parse_release(const git::CommitInfo& commit) {
  Release release;
  release.entry = commit.id;
  release.tree = release.shipped_tree = commit.tree;
  for (const std::string& line : split(commit.message, '\n')) {
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) {
      read_trailer(release, std::string_view(line).substr(0, colon), line.substr(colon + 2));
    }
  }
  // Before there was the other trailer, this one had its meaning.
  if (release.outage && !release.until_healthy) {
    std::swap(release.outage, release.until_healthy);
  }
  std::vector<std::string> parents = commit.parents;
  if (release.tree != release.shipped_tree && !parents.empty()) {
    release.left_behind = parents.back();
    parents.pop_back();
  }
  release.parent = parents.empty() ? std::string{} : parents.front();
  return release;
}

const Release* Journal::deployed_release() const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Release& release) { return release.entry == deployed; });
  return found == entries.end() ? nullptr : &*found;
}

const Release* Journal::release(std::uint64_t number) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Release& release) { return release.number == number; });
  return found == entries.end() ? nullptr : &*found;
}

const Release* Journal::deployed_before(std::uint64_t number) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Release& release) {
    return release.number < number && release.healthy();
  });
  return found == entries.end() ? nullptr : &*found;
}

std::vector<std::pair<std::string, std::string>> Journal::containers() const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [](const Release& release) { return !release.containers.empty(); });
  return found == entries.end() ? std::vector<std::pair<std::string, std::string>>{} : found->containers;
}

void Journal::mark_unwell(std::uint64_t number) {
  for (Release& release : entries) {
    release.unwell = release.unwell || release.number == number;
  }
}

std::string journal_reference(const std::string& deployment, const std::string& record) {
  return reference(deployment, record, "journal");
}

std::string deployed_reference(const std::string& deployment, const std::string& record) {
  return reference(deployment, record, "deployed");
}

namespace {

/// Reads entries from the newest on, until `is_enough` says so.
template <class IsEnough>
Result<Journal> load_entries(const git::Repository& repository, const std::string& head,
                             const std::string& deployed, IsEnough& is_enough) {
  Journal journal;
  journal.head = head;
  journal.deployed = deployed;
  for (std::string id = head; !id.empty() && !is_enough(journal);) {
    SLIPWAY_TRY_ASSIGN(const git::CommitInfo commit, repository.commit(id));
    journal.entries.push_back(parse_release(commit));
    id = journal.entries.back().parent;
  }
  for (std::size_t i = 0; i + 1 < journal.entries.size(); ++i) {
    // Text of one form, which sorts as the times do.
    journal.entries[i].clock_was_set = journal.entries[i].finished < journal.entries[i + 1].finished;
  }
  for (std::size_t i = 0; i < journal.entries.size(); ++i) {
    if (const auto number = journal.entries[i].found_unwell) {
      journal.mark_unwell(*number);
    }
  }
  return journal;
}

/// The entries that this repository has of the journal.
template <class IsEnough>
Result<Journal> load_entries_here(const git::Repository& repository, const std::string& deployment,
                                  const std::string& record, IsEnough is_enough) {
  const auto head = repository.resolve(journal_reference(deployment, record));
  if (!head) {
    return Journal{};
  }
  const auto deployed = repository.resolve(deployed_reference(deployment, record));
  return load_entries(repository, *head, deployed.value_or(std::string{}), is_enough);
}

/// Ends with so many entries.
auto newest(std::size_t most) {
  return [most](const Journal& journal) { return journal.entries.size() >= most; };
}

/// Ends if a plan has what it asks a journal for.
class EnoughForAPlan {
 public:
  explicit EnoughForAPlan(std::size_t least) : least_(least) {}
  bool operator()(const Journal& journal) {
    if (journal.entries.empty()) {
      return false;
    }
    const Release& last = journal.entries.back();
    if (last.entry == journal.deployed) {
      is_deployed_seen_ = true;
      for (const ReleaseImage& image : last.images) {
        oldest_wanted_ = std::min(oldest_wanted_, image.built_by);
      }
    }
    return journal.entries.size() >= least_ && last.number <= oldest_wanted_ &&
           (is_deployed_seen_ || journal.deployed.empty());
  }

 private:
  std::size_t least_;
  bool is_deployed_seen_ = false;
  std::uint64_t oldest_wanted_ = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace

Result<Journal> load_journal_at(const git::Repository& repository, const std::string& head,
                                const std::string& deployed) {
  auto is_enough = newest(all_entries);
  return load_entries(repository, head, deployed, is_enough);
}

Result<Journal> load_journal(const git::Repository& repository, const std::string& deployment,
                             const std::string& record) {
  return load_newest(repository, deployment, record, all_entries);
}

Result<Journal> load_newest(const git::Repository& repository, const std::string& deployment,
                            const std::string& record, std::size_t most) {
  return load_entries_here(repository, deployment, record, newest(most));
}

Result<Journal> load_for_a_plan(const git::Repository& repository, const std::string& deployment,
                                const std::string& record, std::size_t least) {
  return load_entries_here(repository, deployment, record, EnoughForAPlan(least));
}

}  // namespace slipway::deploy
