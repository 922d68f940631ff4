#include "util/quote.hpp"

namespace slipway {

std::string shell_quote(std::string_view word) {
  std::string quoted = "'";
  for (const char character : word) {
    if (character == '\'') {
      quoted += "'\\''";
    } else {
      quoted += character;
    }
  }
  quoted += '\'';
  return quoted;
}

std::string shell_quote_if_needed(std::string_view word) {
  constexpr std::string_view safe =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,@%+";
  const bool plain = !word.empty() && word.find_first_not_of(safe) == std::string_view::npos;
  return plain ? std::string(word) : shell_quote(word);
}

std::string ssh_target(std::string_view host, std::string_view ssh_config) {
  const std::string name = shell_quote_if_needed(host);
  return ssh_config.empty() ? name : "-F " + shell_quote_if_needed(ssh_config) + " " + name;
}

std::string shell_join(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    line += line.empty() ? "" : " ";
    line += shell_quote(word);
  }
  return line;
}

}  // namespace slipway
