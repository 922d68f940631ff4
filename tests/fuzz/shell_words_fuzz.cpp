#include "image/dockerfile/shell_words.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

// The first byte chooses options, the rest is a word. A word without anything special must come out as it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace slipway::image;
  if (size == 0) {
    return 0;
  }
  static const Environment environment({"A=a b", "B=", "PATH=/x:/y/z.tar.gz", "S=$0\\*"});
  const unsigned choice = data[0];
  const std::string_view word(reinterpret_cast<const char*>(data + 1), size - 1);
  ShellLexer lexer({.escape = (choice & 1U) != 0 ? U'`' : U'\\',
                    .raw_quotes = (choice & 2U) != 0,
                    .raw_escapes = (choice & 4U) != 0,
                    .skip_process_quotes = (choice & 8U) != 0,
                    .skip_unset = (choice & 16U) != 0});
  const auto result = lexer.process(word, environment);
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyz0123456789 ./-_";
  if (word.find_first_not_of(plain) == std::string_view::npos && (!result || result->text != word)) {
    std::abort();
  }
  return 0;
}
