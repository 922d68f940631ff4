#include "git/plumbing_reader.hpp"

#include "git/git_command.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace slipway::git {
namespace {

tl::unexpected<Error> refused(std::string_view what, std::string_view because) {
  return fail(ExitCode::refused, fmt::format("cannot read object {} of the repository", printable(what)),
              printable_lines(trim(because)), advice_on_missing(what));
}

class PlumbingReader final : public ObjectReader {
 public:
  PlumbingReader(std::string path, std::size_t id_size, Child batch)
      : path_(std::move(path)), id_size_(id_size), batch_(std::move(batch)) {}

  Result<Object> read(std::string_view id) const override {
    // A name with a newline cannot be asked for, and an id never has one.
    batch_.write(hex_of(id) + "\n");
    SLIPWAY_TRY_ASSIGN(const std::string header, line(id));
    // "<id> <type> <size>" or "<id> missing" (git-cat-file(1), BATCH OUTPUT)
    const auto words = split(header, ' ');
    std::size_t length = 0;
    if (words.size() != 3 ||
        std::from_chars(words[2].data(), words[2].data() + words[2].size(), length).ec != std::errc{}) {
      return refused(hex_of(id), header);
    }
    Object object;
    object.type = words[1] == "commit" ? ObjectType::commit
                  : words[1] == "tree" ? ObjectType::tree
                  : words[1] == "tag"  ? ObjectType::tag
                                       : ObjectType::blob;
    SLIPWAY_TRY_ASSIGN(std::string content, bytes(id, length));
    SLIPWAY_TRY(bytes(id, 1));
    auto owner = std::make_shared<const std::string>(std::move(content));
    object.bytes = *owner;
    object.owner = std::move(owner);
    return object;
  }

  Result<std::uint64_t> size(std::string_view id) const override {
    SLIPWAY_TRY_ASSIGN(const std::string text, run_checked(git_command(path_, {"cat-file", "-s", hex_of(id)}),
                                                           "read the size of an object"));
    std::uint64_t value = 0;
    const auto digits = trim(text);
    if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc{}) {
      return refused(hex_of(id), text);
    }
    return value;
  }

  bool has(std::string_view id) const override {
    const auto finished = run(git_command(path_, {"cat-file", "-e", hex_of(id)}));
    return finished && finished->ok();
  }

  Result<std::string> resolve(std::string_view revision) const override {
    for (const std::string_view type : {"^{commit}", "^{tree}"}) {
      SLIPWAY_TRY_ASSIGN(const Finished finished,
                         run(git_command(path_, {"rev-parse", "--verify", "--quiet", "--end-of-options",
                                                 std::string(revision) + std::string(type)})));
      if (finished.ok()) {
        return id_of(trim(finished.out));
      }
    }
    return fail(ExitCode::refused,
                fmt::format("this repository has no commit or tree `{}`", printable(revision)), {},
                "check the name with `git log`, or get it: git fetch");
  }

  std::size_t id_size() const override { return id_size_; }

 private:
  bool more() const {
    bool got = false;
    batch_.pump([&](Child::Source, std::string_view piece) {
      buffer_ += piece;
      got = true;
      return false;
    });
    return got;
  }

  Result<std::string> line(std::string_view id) const {
    std::size_t end = 0;
    while ((end = buffer_.find('\n')) == std::string::npos) {
      if (!more()) {
        return refused(hex_of(id), "git ended early");
      }
    }
    std::string text = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    return text;
  }

  Result<std::string> bytes(std::string_view id, std::size_t length) const {
    while (buffer_.size() < length) {
      if (!more()) {
        return refused(hex_of(id), "git ended early");
      }
    }
    std::string text = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return text;
  }

  std::string path_;
  std::size_t id_size_;
  mutable Child batch_;
  mutable std::string buffer_;
};

}  // namespace

Result<std::unique_ptr<ObjectReader>> open_with_plumbing(const std::string& path) {
  SLIPWAY_TRY_ASSIGN(const Finished format, run(git_command(path, {"rev-parse", "--show-object-format"})));
  if (!format.ok()) {
    return fail(ExitCode::refused, fmt::format("cannot read a git repository at `{}`", printable(path)),
                printable_lines(trim(format.err)), "run the command in a checkout, or name one");
  }
  const std::size_t id_size = trim(format.out) == "sha256" ? 32 : 20;
  SLIPWAY_TRY_ASSIGN(Child batch, Child::start(git_command(path, {"cat-file", "--batch"}),
                                               {.in = Child::Stream::pipe, .err = Child::Stream::null}));
  return std::make_unique<PlumbingReader>(path, id_size, std::move(batch));
}

}  // namespace slipway::git
