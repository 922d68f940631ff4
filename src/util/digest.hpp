#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace slipway {

/// SHA-256 of bytes that arrive in pieces (Mbed TLS does the arithmetic).
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();

  Sha256& update(std::string_view bytes);
  /// Sixty-four lower-case hexadecimal digits. The object cannot be updated afterwards.
  std::string hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// SHA-256 of `bytes` in hexadecimal.
std::string sha256_hex(std::string_view bytes);

/// "Mbed TLS 2.28.3": whose digests these are.
std::string digest_library_version();

}  // namespace slipway
