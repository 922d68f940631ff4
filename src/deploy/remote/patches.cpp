#include "deploy/remote/patches.hpp"

#include "host/patience.hpp"
#include "host/scripts.hpp"
#include "util/file.hpp"
#include "util/lines.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"
#include "util/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <fstream>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

/// git's own differences of smaller files are small enough.
constexpr std::uint64_t least_size = 256U << 10U;
/// What zstd needs a window for: more than this, and a small host could not undo it.
constexpr std::uint64_t most_for_zstd = 128U << 20U;
/// A splice that is as good as any patch.
constexpr std::uint64_t small_splice = 4096;
/// A patch is worth sending if it is less than one part in this of the file.
constexpr std::uint64_t least_gain = 2;
constexpr std::uint64_t most_patch_bytes = 64U << 20U;
/// Less than this takes no second.
constexpr std::uint64_t least_told = 32U << 20U;

struct Candidate {
  std::string base;
  std::string id;
  std::uint64_t size = 0;
};

/// Changed files that are large on both sides.
std::vector<Candidate> candidates(const git::Repository& repository, const std::string& known,
                                  const std::string& tree) {
  std::vector<Candidate> found;
  const auto known_tree = repository.tree_id(known, "");
  const auto changes = known_tree ? repository.changes(*known_tree, tree)
                                  : Result<classify::ChangeSet>(tl::unexpected(known_tree.error()));
  if (!changes) {
    return found;
  }
  const auto before = repository.tree(*known_tree);
  const auto after = repository.tree(tree);
  for (const classify::Change& change : *changes) {
    if (change.kind != classify::ChangeKind::modified) {
      continue;
    }
    const auto size_before = before->size(change.path);
    const auto size_after = after->size(change.path);
    if (!size_before || !size_after || std::min(*size_before, *size_after) < least_size) {
      continue;
    }
    const auto from = before->find(change.path);
    const auto to = after->find(change.path);
    // The mode alone may have changed.
    if (from && *from && to && *to && (*from)->id != (*to)->id) {
      found.push_back({(*from)->id, (*to)->id, std::max(*size_before, *size_after)});
    }
  }
  return found;
}

Result<void> write_blob(const git::Repository& repository, const std::string& id, const fs::path& file) {
  std::ofstream out(file, std::ios::binary);
  // A file above the threshold passes through git without being held in memory.
  const Command command = repository.command({"-c", "core.bigFileThreshold=1m", "cat-file", "blob", id});
  SLIPWAY_TRY_ASSIGN(Child child, Child::start(command, {.err = Child::Stream::null}));
  child.pump([&](Child::Source, std::string_view piece) {
    out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    return out.good() && !interrupted();
  });
  out.close();
  if (!out || interrupted()) {
    child.kill(SIGTERM);  // It may wait for somebody to read on.
  }
  if (child.wait().value_or(1) != 0 || !out) {
    return fail(ExitCode::failure, fmt::format("the object {} cannot be written", id), {}, {});
  }
  return {};
}

std::string part_of(const fs::path& file, std::uint64_t start, std::uint64_t length) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(start));
  std::string part(length, '\0');
  in.read(part.data(), static_cast<std::streamsize>(length));
  return in.gcount() == static_cast<std::streamsize>(length) ? part : std::string{};
}

/// The line and the bytes that patches.sh takes; empty if a patch would be no gain.
std::string make_patch(const git::Repository& repository, const Candidate& candidate, const fs::path& scratch,
                       bool with_zstd) {
  const fs::path from = scratch / "from";
  const fs::path to = scratch / "to";
  const fs::path patch = scratch / "patch";
  if (!write_blob(repository, candidate.base, from) || !write_blob(repository, candidate.id, to)) {
    return {};
  }
  const auto splice = find_splice(from, to);
  if (!splice) {
    return {};
  }
  std::error_code error;
  const std::uint64_t size = fs::file_size(to, error);
  const std::uint64_t middle = size - splice->before - splice->after;
  const std::uint64_t most = std::min(candidate.size / least_gain, most_patch_bytes);
  if (with_zstd && middle > small_splice && candidate.size <= most_for_zstd) {
    const auto made = run({.argv = {"zstd", "-9", "-q", "-f", "--patch-from=" + from.native(), to.native(),
                                    "-o", patch.native()}});
    const std::uint64_t bytes = made && made->ok() ? fs::file_size(patch, error) : 0;
    if (bytes > 0 && bytes < std::min(most, middle)) {
      if (const auto content = read_file(patch)) {
        return fmt::format("zstd {} {} 0 0 {}\n{}", candidate.base, candidate.id, bytes, *content);
      }
    }
  }
  // Without zstd, git finds more than this does if the edits are far from each other.
  if (middle < (with_zstd ? most : std::min(most, candidate.size / 64))) {
    const std::string content = part_of(to, splice->before, middle);
    if (content.size() == middle) {
      return fmt::format("splice {} {} {} {} {}\n{}", candidate.base, candidate.id, splice->before,
                         splice->after, middle, content);
    }
  }
  return {};
}

}  // namespace

Result<Splice> find_splice(const fs::path& from, const fs::path& to) {
  std::error_code error;
  const std::uint64_t from_size = fs::file_size(from, error);
  const std::uint64_t to_size = error ? 0 : fs::file_size(to, error);
  std::ifstream one(from, std::ios::binary);
  std::ifstream other(to, std::ios::binary);
  if (error || !one || !other) {
    return fail(ExitCode::failure, "a file cannot be compared", error.message(), {});
  }
  constexpr std::uint64_t step = 1U << 20U;
  std::string a(step, '\0');
  std::string b(step, '\0');
  const auto read = [](std::ifstream& file, std::uint64_t start, std::uint64_t length, std::string& into) {
    file.clear();
    file.seekg(static_cast<std::streamoff>(start));
    file.read(into.data(), static_cast<std::streamsize>(length));
    return file.gcount() == static_cast<std::streamsize>(length);
  };
  Splice splice;
  const std::uint64_t common = std::min(from_size, to_size);
  while (splice.before < common) {
    const std::uint64_t length = std::min(step, common - splice.before);
    if (!read(one, splice.before, length, a) || !read(other, splice.before, length, b)) {
      return fail(ExitCode::failure, "a file cannot be compared", {}, {});
    }
    const auto end = a.begin() + static_cast<std::ptrdiff_t>(length);
    const auto same = static_cast<std::uint64_t>(std::mismatch(a.begin(), end, b.begin()).first - a.begin());
    splice.before += same;
    if (same < length) {
      break;
    }
  }
  while (splice.after < common - splice.before) {
    const std::uint64_t length = std::min(step, common - splice.before - splice.after);
    if (!read(one, from_size - splice.after - length, length, a) ||
        !read(other, to_size - splice.after - length, length, b)) {
      return fail(ExitCode::failure, "a file cannot be compared", {}, {});
    }
    const auto skipped = static_cast<std::ptrdiff_t>(step - length);
    const auto same = static_cast<std::uint64_t>(
        std::mismatch(a.rbegin() + skipped, a.rend(), b.rbegin() + skipped).first - a.rbegin() - skipped);
    splice.after += same;
    if (same < length) {
      break;
    }
  }
  return splice;
}

Patches send_patches(const git::Repository& repository, const host::HostState& host,
                     host::Connection& connection, const std::string& known, const std::string& tree,
                     const std::string& name, Listener& listener) {
  Patches patches;
  if (known.empty() || tree.empty()) {
    return patches;
  }
  const std::vector<Candidate> all = candidates(repository, known, tree);
  std::uint64_t total = 0;
  for (const Candidate& candidate : all) {
    total += candidate.size;
    patches.left_over = std::max(patches.left_over, candidate.size);
  }
  const auto scratch = TemporaryDirectory::create();
  if (all.empty() || !scratch) {
    return patches;
  }
  const std::string nonce = host::make_nonce();
  const std::string words = shell_join(
      {"exec", "/bin/sh", "-c", std::string(host::patches_sh), "sh", nonce, host.directory.raw(), name});
  auto session = Child::start(connection.command(host::for_any_shell(words)),
                              {.in = Child::Stream::pipe, .err = Child::Stream::null});
  if (!session) {
    return patches;
  }
  bool is_ready = false;
  bool has_zstd_there = false;
  LineSplitter lines;
  const auto take_line = [&](std::string_view line) {
    if (line.starts_with(nonce + " ready")) {
      is_ready = true;
      has_zstd_there = line.ends_with(" zstd");
    } else if (line.starts_with(nonce + " made ")) {
      patches.made.emplace_back(line.substr(nonce.size() + std::string_view(" made ").size()));
    }
  };
  const auto take = [&](Child::Source, std::string_view piece) {
    lines.add(piece, take_line);
    return true;
  };
  session->pump(
      [&](Child::Source source, std::string_view piece) {
        take(source, piece);
        return !is_ready;
      },
      host::patience());
  if (!is_ready) {
    return patches;
  }
  const auto zstd = run({.argv = {"zstd", "--version"}});
  const bool with_zstd = has_zstd_there && zstd && zstd->ok();
  std::uint64_t done = 0;
  patches.left_over = 0;
  std::vector<Candidate> sent;
  for (const Candidate& candidate : all) {
    const std::string patch = make_patch(repository, candidate, scratch->path(), with_zstd);
    if (interrupted() || (!patch.empty() && !session->write(patch))) {
      break;
    }
    if (patch.empty()) {
      patches.left_over = std::max(patches.left_over, candidate.size);
    } else {
      sent.push_back(candidate);
      patches.bytes += patch.size();
    }
    done += candidate.size;
    if (total >= least_told) {
      listener.transfer(
          {"what differs in large files", static_cast<unsigned>(done * 100 / total), patches.bytes});
    }
  }
  session->close_input();
  session->pump(take, host::patience());
  session->wait(host::patience());
  for (const Candidate& candidate : sent) {
    if (std::find(patches.made.begin(), patches.made.end(), candidate.id) == patches.made.end()) {
      patches.left_over = std::max(patches.left_over, candidate.size);
    }
  }
  // A host that lies about it is found out by git, which misses the object.
  std::erase_if(patches.made, [&](const std::string& id) {
    return std::none_of(sent.begin(), sent.end(), [&](const Candidate& one) { return one.id == id; });
  });
  return patches;
}

}  // namespace slipway::deploy
