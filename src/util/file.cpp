#include "util/file.hpp"

#include "util/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace slipway {
namespace {

tl::unexpected<Error> file_error(std::string_view action, const std::filesystem::path& path, int error) {
  return fail(ExitCode::failure, fmt::format("cannot {} `{}`", action, printable(path.native())),
              std::strerror(error), "check the path, its permissions and the free space");
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return file_error("read", path, errno == 0 ? EIO : errno);
  }
  // read(), because a stream buffer's iterators throw where a read fails (a directory opens, and cannot be
  // read).
  std::string bytes;
  std::array<char, 65536> buffer;
  errno = 0;
  while (file.read(buffer.data(), buffer.size()) || file.gcount() > 0) {
    bytes.append(buffer.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) {
    return file_error("read", path, errno == 0 ? EIO : errno);
  }
  return bytes;
}

Result<void> write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::string temporary = path.native() + ".XXXXXX";
  const int fd = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (fd < 0) {
    return file_error("write", path, errno);
  }
  bool ok = ::fchmod(fd, 0644) == 0;
  while (ok && !bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    ok = written >= 0 || errno == EINTR;
    bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  ok = ok && ::fsync(fd) == 0;
  int error = errno;
  ok = (::close(fd) == 0) && ok;
  if (ok && ::rename(temporary.c_str(), path.c_str()) != 0) {
    error = errno;
    ok = false;
  }
  if (!ok) {
    ::unlink(temporary.c_str());
    return file_error("write", path, error);
  }
  return {};
}

Result<TemporaryDirectory> TemporaryDirectory::create() {
  // Not TMPDIR: build systems set it to long paths, and the path of a socket may have 107 bytes at most.
  std::string path = "/tmp/slipway-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) {
    return file_error("create", path, errno);
  }
  return TemporaryDirectory(path);
}

TemporaryDirectory::TemporaryDirectory(TemporaryDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryDirectory& TemporaryDirectory::operator=(TemporaryDirectory&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TemporaryDirectory::~TemporaryDirectory() {
  if (!path_.empty()) {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
}

}  // namespace slipway
