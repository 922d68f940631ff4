#pragma once

#include <string>
#include <string_view>

namespace slipway {

/// The bytes of a tar file of regular files (POSIX ustar; names of more than 100 bytes have an extended
/// header). Everything belongs to root, and has no time: the same files make the same bytes.
class Tar {
 public:
  /// `name` is relative, with slashes. Everybody may read the file, and run it if `executable`.
  void add(std::string_view name, std::string_view content, bool executable);
  /// Ends it. Nothing can be added after that.
  std::string finish() &&;

 private:
  void add_entry(std::string_view name, std::string_view content, unsigned mode, char type);

  std::string bytes_;
};

}  // namespace slipway
