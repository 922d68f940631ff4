#pragma once

#include "util/untrusted.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace slipway {

/// One word for a POSIX shell that stands for exactly these bytes, whatever they are (NUL cannot occur in an
/// argument). Every word that reaches a shell, here or on a host, goes through this function.
std::string shell_quote(std::string_view word);
template <UntrustedText Text>
std::string shell_quote(const Text& word) {
  return shell_quote(std::string_view(word.raw()));
}

/// The same, without quotes if no shell would change it. Commands for people are made by PastedCommand.
std::string shell_quote_if_needed(std::string_view word);

/// What follows `ssh` in a command for people: the host, with the configuration file if it is not their own.
std::string ssh_target(std::string_view host, std::string_view ssh_config);

/// A command line of quoted words.
std::string shell_join(const std::vector<std::string>& words);

}  // namespace slipway
