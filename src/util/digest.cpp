#include "util/digest.hpp"

#include "util/text.hpp"

#include <mbedtls/md.h>
#include <mbedtls/version.h>

#include <array>
#include <new>

namespace slipway {

struct Sha256::Context {
  mbedtls_md_context_t md;
};

// The calls below fail only when memory runs out.
Sha256::Sha256() : context_(std::make_unique<Context>()) {
  mbedtls_md_init(&context_->md);
  if (mbedtls_md_setup(&context_->md, mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), 0) != 0 ||
      mbedtls_md_starts(&context_->md) != 0) {
    throw std::bad_alloc();
  }
}

Sha256::~Sha256() {
  mbedtls_md_free(&context_->md);
}

Sha256& Sha256::update(std::string_view bytes) {
  mbedtls_md_update(&context_->md, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return *this;
}

std::string Sha256::hex() {
  std::array<unsigned char, 32> digest{};
  mbedtls_md_finish(&context_->md, digest.data());
  return hex_of({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string sha256_hex(std::string_view bytes) {
  return Sha256{}.update(bytes).hex();
}

std::string digest_library_version() {
  return MBEDTLS_VERSION_STRING_FULL;
}

}  // namespace slipway
