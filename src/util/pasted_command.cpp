#include "util/pasted_command.hpp"

#include "util/quote.hpp"
#include "util/text.hpp"

namespace slipway {

std::string PastedCommand::word(std::string_view text) {
  return shell_quote_if_needed(printable(text));
}

std::string PastedCommand::word(const PastedCommand& command) {
  return shell_quote_if_needed(command.text_);
}

PastedCommand PastedCommand::over_ssh(std::string_view host, std::string_view ssh_config) const {
  PastedCommand command;
  command.text_ = fmt::format("ssh {}{} {}", text_.starts_with("sudo ") ? "-t " : "",
                              ssh_target(host, ssh_config), shell_quote_if_needed(text_));
  return command;
}

}  // namespace slipway
