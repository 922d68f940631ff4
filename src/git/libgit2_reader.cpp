#include "git/libgit2_reader.hpp"

#include "git/git_command.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <fmt/format.h>
#include <git2.h>
#include <git2/sys/repository.h>

#include <cstdlib>
#include <cstring>
#include <optional>

namespace slipway::git {
namespace {

template <class T, void (*Free)(T*)>
struct Freeing {
  void operator()(T* value) const { Free(value); }
};
template <class T, void (*Free)(T*)>
using Handle = std::unique_ptr<T, Freeing<T, Free>>;

using RepositoryHandle = Handle<git_repository, git_repository_free>;
using OdbHandle = Handle<git_odb, git_odb_free>;
using ObjectHandle = Handle<git_object, git_object_free>;

std::string last_message() {
  const git_error* error = git_error_last();
  return error != nullptr && error->message != nullptr ? error->message : "no reason given";
}

git_oid to_oid(std::string_view id) {
  git_oid oid;
  std::memcpy(oid.id, id.data(), GIT_OID_RAWSZ);
  return oid;
}

std::string from_oid(const git_oid& oid) {
  return {reinterpret_cast<const char*>(oid.id), GIT_OID_RAWSZ};
}

tl::unexpected<Error> unreadable(std::string_view id) {
  return fail(ExitCode::refused, fmt::format("cannot read object {} of the repository", hex_of(id)),
              last_message(), advice_on_missing(hex_of(id)));
}

class Libgit2Reader final : public ObjectReader {
 public:
  Libgit2Reader(RepositoryHandle repository, OdbHandle odb)
      : repository_(std::move(repository)), odb_(std::move(odb)) {}

  Result<Object> read(std::string_view id) const override {
    if (id.size() != GIT_OID_RAWSZ) {
      return unreadable(id);
    }
    const git_oid oid = to_oid(id);
    git_odb_object* raw = nullptr;
    if (git_odb_read(&raw, odb_.get(), &oid) != 0 &&
        (!fetched(id) || git_odb_read(&raw, odb_.get(), &oid) != 0)) {
      return unreadable(id);
    }
    Object result;
    result.owner = std::shared_ptr<git_odb_object>(raw, git_odb_object_free);
    switch (git_odb_object_type(raw)) {
      case GIT_OBJECT_COMMIT:
        result.type = ObjectType::commit;
        break;
      case GIT_OBJECT_TREE:
        result.type = ObjectType::tree;
        break;
      case GIT_OBJECT_TAG:
        result.type = ObjectType::tag;
        break;
      default:
        result.type = ObjectType::blob;
        break;
    }
    result.bytes = {static_cast<const char*>(git_odb_object_data(raw)), git_odb_object_size(raw)};
    return result;
  }

  Result<std::uint64_t> size(std::string_view id) const override {
    if (id.size() != GIT_OID_RAWSZ) {
      return unreadable(id);
    }
    const git_oid oid = to_oid(id);
    std::size_t length = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&length, &type, odb_.get(), &oid) != 0) {
      return unreadable(id);
    }
    return length;
  }

  bool has(std::string_view id) const override {
    if (id.size() != GIT_OID_RAWSZ) {
      return false;
    }
    const git_oid oid = to_oid(id);
    return git_odb_exists(odb_.get(), &oid) == 1;
  }

  Result<std::string> resolve(std::string_view revision) const override {
    git_object* raw = nullptr;
    if (git_revparse_single(&raw, repository_.get(), std::string(revision).c_str()) != 0) {
      return not_resolved(revision);
    }
    const ObjectHandle object(raw);
    git_object* peeled = nullptr;
    if (git_object_peel(&peeled, raw, GIT_OBJECT_COMMIT) != 0 &&
        git_object_peel(&peeled, raw, GIT_OBJECT_TREE) != 0) {
      return not_resolved(revision);
    }
    const ObjectHandle target(peeled);
    return from_oid(*git_object_id(peeled));
  }

  std::size_t id_size() const override { return GIT_OID_RAWSZ; }

 private:
  /// Whether git could get an object that a partial clone has left with its remote.
  bool fetched(std::string_view id) const {
    if (!is_partial_) {
      is_partial_ = is_partial();
    }
    if (!*is_partial_) {
      return false;
    }
    const auto finished =
        run(git_command(git_repository_path(repository_.get()), {"cat-file", "-e", hex_of(id)}));
    return finished && finished->ok() && git_odb_refresh(odb_.get()) == 0;
  }

  bool is_partial() const {
    git_config* raw_config = nullptr;
    if (git_repository_config_snapshot(&raw_config, repository_.get()) != 0) {
      return false;
    }
    const Handle<git_config, git_config_free> config(raw_config);
    git_config_iterator* raw = nullptr;
    if (git_config_iterator_glob_new(&raw, raw_config, R"(^remote\..*\.promisor$)") != 0) {
      return false;
    }
    const Handle<git_config_iterator, git_config_iterator_free> iterator(raw);
    git_config_entry* entry = nullptr;
    while (git_config_next(&entry, raw) == 0) {
      if (std::string_view(entry->value) == "true") {
        return true;
      }
    }
    return false;
  }

  static tl::unexpected<Error> not_resolved(std::string_view revision) {
    return fail(ExitCode::refused,
                fmt::format("this repository has no commit or tree `{}`", printable(revision)), {},
                "check the name with `git log`, or get it: git fetch");
  }

  RepositoryHandle repository_;
  OdbHandle odb_;
  mutable std::optional<bool> is_partial_;
};

}  // namespace

namespace {

/// Error if negative. The options are the process's, and are not to be set while another thread reads.
int initialise() {
  const int initialised = git_libgit2_init();
  if (initialised < 0) {
    return initialised;
  }
  // git itself does not hash again what it reads either; a damaged object still fails to inflate or to parse.
  git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
  // Whoever needs an object twice keeps it. But several deployments of one commit read the same files, of
  // which libgit2 by itself keeps none.
  constexpr std::size_t largest_kept_file = 65'536;
  constexpr ssize_t most_kept = 32 << 20;
  git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_BLOB, largest_kept_file);
  git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, most_kept);
  // Nothing here depends on a configuration but the repository's own. Where a foreign owner makes one matter
  // (safe.directory), git is asked.
  for (const int level : {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL}) {
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
  }
  return initialised;
}

}  // namespace

tl::expected<Opened, Unsupported> open_with_libgit2(const std::string& path) {
  // Initialised once, whichever thread comes first, and never shut down: the process ends with its command.
  static const int initialised = initialise();
  if (initialised < 0) {
    return tl::unexpected(Unsupported{last_message()});
  }
  git_repository* raw = nullptr;
  const int opened = git_repository_open_ext(&raw, path.c_str(), 0, std::getenv("GIT_CEILING_DIRECTORIES"));
  if (opened != 0) {
    const std::string message = last_message();
    // 1.5 reports a foreign owner as a missing configuration value; from 1.6 it has a code of its own (-36).
    const bool other_owner = opened == -36 || message.find("safe.directory") != std::string::npos;
    return tl::unexpected(Unsupported{message, other_owner, opened == GIT_ENOTFOUND && !other_owner});
  }
  RepositoryHandle repository(raw);
  git_odb* odb = nullptr;
  if (git_repository_odb(&odb, raw) != 0) {
    return tl::unexpected(Unsupported{last_message()});
  }
  const auto text_of = [](const char* text) { return std::string(text == nullptr ? "" : text); };
  Opened result;
  result.top = text_of(git_repository_workdir(raw));
  result.git_directory = text_of(git_repository_path(raw));
  result.common_directory = text_of(git_repository_commondir(raw));
  result.objects = std::make_unique<Libgit2Reader>(std::move(repository), OdbHandle(odb));
  return result;
}

std::string libgit2_version() {
  int major = 0;
  int minor = 0;
  int revision = 0;
  git_libgit2_version(&major, &minor, &revision);
  return fmt::format("{}.{}.{}", major, minor, revision);
}

}  // namespace slipway::git
