#include "deploy/remote/patches.hpp"

#include "host/patience.hpp"
#include "host/scripts.hpp"
#include "util/file.hpp"
#include "util/lines.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <fstream>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

/// What zstd needs a window for: more than this, and a small host could not undo it.
constexpr std::uint64_t most_for_zstd = 128U << 20U;
/// A splice that is as good as any patch.
constexpr std::uint64_t small_splice = 4096;
/// A patch is worth sending if it is less than one part in this of the file.
constexpr std::uint64_t least_gain = 2;
constexpr std::uint64_t most_patch_bytes = 64U << 20U;
/// Less than this takes no second.
constexpr std::uint64_t least_told = 32U << 20U;

/// How far the patches are: each file is read twice here, and written twice there.
class PatchProgress {
 public:
  PatchProgress(std::uint64_t size_of_files, Listener& listener)
      : total_(size_of_files * passes), is_told_(size_of_files >= least_told), listener_(listener) {}

  void add(std::uint64_t bytes) { tell(done_ + bytes, sent_); }
  void sent(std::uint64_t bytes) { sent_ += bytes; }
  /// Everything up to here, whether or not all of it was worth doing.
  void reach(std::uint64_t size_of_files, std::uint64_t passes_of_them) {
    tell(std::max(done_, size_of_files * passes_of_them), sent_);
  }

  static constexpr std::uint64_t passes = 4;
  static constexpr std::uint64_t passes_here = 2;

 private:
  void tell(std::uint64_t done, std::uint64_t sent) {
    done_ = std::min(done, total_);
    const auto percent = static_cast<unsigned>(done_ * 100 / std::max<std::uint64_t>(total_, 1));
    if (is_told_ && percent > percent_) {
      percent_ = percent;
      listener_.transfer({"what differs in large files", percent, sent});
    }
  }

  std::uint64_t total_;
  bool is_told_;
  Listener& listener_;
  std::uint64_t done_ = 0;
  std::uint64_t sent_ = 0;
  unsigned percent_ = 0;
};

Result<void> write_blob(const git::Repository& repository, const std::string& id, const fs::path& file,
                        PatchProgress& progress) {
  std::ofstream out(file, std::ios::binary);
  // A file above the threshold passes through git without being held in memory.
  const Command command = repository.command({"-c", "core.bigFileThreshold=1m", "cat-file", "blob", id});
  SLIPWAY_TRY_ASSIGN(Child child, Child::start(command, {.err = Child::Stream::null}));
  child.pump([&](Child::Source, std::string_view piece) {
    out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    progress.add(piece.size());
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
std::string make_patch(const git::Repository& repository, const LargeFile& candidate, const fs::path& scratch,
                       bool with_zstd, PatchProgress& progress) {
  const fs::path from = scratch / "from";
  const fs::path to = scratch / "to";
  const fs::path patch = scratch / "patch";
  if (!write_blob(repository, candidate.base, from, progress) ||
      !write_blob(repository, candidate.id, to, progress)) {
    return {};
  }
  const auto splice = find_splice(from, to);
  if (!splice) {
    return {};
  }
  std::error_code error;
  const std::uint64_t size = fs::file_size(to, error);
  const std::uint64_t middle = size - splice->before - splice->after;
  // What does not get smaller is not compressed there, which takes the longest of all.
  const int level = candidate.is_compressible ? 1 : 0;
  const std::uint64_t most = std::min(candidate.size / least_gain, most_patch_bytes);
  if (with_zstd && middle > small_splice && candidate.size <= most_for_zstd) {
    const auto made = run({.argv = {"zstd", "-9", "-q", "-f", "--patch-from=" + from.native(), to.native(),
                                    "-o", patch.native()}});
    const std::uint64_t bytes = made && made->ok() ? fs::file_size(patch, error) : 0;
    if (bytes > 0 && bytes < std::min(most, middle)) {
      if (const auto content = read_file(patch)) {
        return fmt::format("zstd {} {} 0 0 {} {} {}\n{}", candidate.base, candidate.id, bytes, level, size,
                           *content);
      }
    }
  }
  // Without zstd, git finds more than this does if the edits are far from each other.
  if (middle < (with_zstd ? most : std::min(most, candidate.size / 64))) {
    const std::string content = part_of(to, splice->before, middle);
    if (content.size() == middle) {
      return fmt::format("splice {} {} {} {} {} {} {}\n{}", candidate.base, candidate.id, splice->before,
                         splice->after, middle, level, size, content);
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
                     host::Connection& connection, const std::vector<LargeFile>& files,
                     const std::string& name, Listener& listener) {
  Patches patches;
  std::vector<LargeFile> all;
  std::uint64_t total = 0;
  for (const LargeFile& file : files) {
    if (!file.base.empty()) {
      all.push_back(file);
      total += file.size;
    }
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
  PatchProgress progress(total, listener);
  bool is_ready = false;
  bool has_zstd_there = false;
  std::uint64_t done_there = 0;
  LineSplitter lines;
  const auto take_line = [&](std::string_view line) {
    if (line.starts_with(nonce + " ready")) {
      is_ready = true;
      has_zstd_there = line.ends_with(" zstd");
    } else if (line.starts_with(nonce + " made ")) {
      patches.made.emplace_back(line.substr(nonce.size() + std::string_view(" made ").size()));
    } else if (line.starts_with(nonce + " at ")) {
      const auto at = number_of<std::uint64_t>(line.substr(nonce.size() + std::string_view(" at ").size()));
      if (at && *at > done_there) {
        progress.add(*at - done_there);
        done_there = *at;
      }
    }
  };
  const auto take = [&](Child::Source, std::string_view piece) {
    lines.add(piece, take_line);
    return !interrupted();
  };
  session->pump(
      [&](Child::Source source, std::string_view piece) {
        take(source, piece);
        return !is_ready && !interrupted();
      },
      host::patience());
  if (!is_ready) {
    return patches;
  }
  const auto zstd = run({.argv = {"zstd", "--version"}});
  const bool with_zstd = has_zstd_there && zstd && zstd->ok();
  std::uint64_t done = 0;
  std::vector<LargeFile> sent;
  for (const LargeFile& candidate : all) {
    const std::string patch = make_patch(repository, candidate, scratch->path(), with_zstd, progress);
    if (interrupted() || (!patch.empty() && !session->write(patch))) {
      break;
    }
    if (!patch.empty()) {
      sent.push_back(candidate);
      patches.bytes += patch.size();
      progress.sent(patch.size());
    }
    done += candidate.size;
    progress.reach(done, PatchProgress::passes_here);
  }
  session->close_input();
  session->pump(take, host::patience());
  session->wait(host::patience());
  progress.reach(total, PatchProgress::passes);
  // A host that lies about it is found out by git, which misses the object.
  std::erase_if(patches.made, [&](const std::string& id) {
    return std::none_of(sent.begin(), sent.end(), [&](const LargeFile& one) { return one.id == id; });
  });
  return patches;
}

}  // namespace slipway::deploy
