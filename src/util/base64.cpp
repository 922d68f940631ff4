#include "util/base64.hpp"

#include <mbedtls/base64.h>

namespace slipway {

std::string base64(std::string_view bytes) {
  // One byte more than the text: Mbed TLS ends it with NUL.
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  std::size_t length = 0;
  // Its one error is a buffer that is too small.
  mbedtls_base64_encode(reinterpret_cast<unsigned char*>(text.data()), text.size(), &length,
                        reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  text.resize(length);
  return text;
}

}  // namespace slipway
