#include "deploy/remote/at_boot.hpp"

#include "host/scripts.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::deploy {

Result<void> see_to_boot(HostSession& session, const SwitchSettings& switchover, Listener& listener) {
  const host::HostState& state = session.state();
  const bool is_done =
      switchover.recover_at_boot ? !state.at_boot.empty() && !state.at_boot_broken : state.at_boot.empty();
  if (is_done) {
    return {};
  }
  SLIPWAY_TRY_ASSIGN(
      const host::ScriptResult result,
      session.connection().run(
          {std::string(host::boot_sh), {state.directory.raw(), switchover.recover_at_boot ? "on" : "off"}}));
  const auto lines = split(trim(result.out), '\n');
  if (result.status == 0) {
    const bool unit = lines.front().starts_with("unit ");
    listener.note(
        switchover.recover_at_boot
            ? fmt::format("the host puts right by itself, when it starts, what was interrupted: {}",
                          unit ? "the systemd unit " + printable(lines.front().substr(5))
                               : std::string("a line @reboot in the crontab"))
            : std::string("the host no longer puts right by itself, when it starts, what was interrupted"));
    return {};
  }
  listener.note(fmt::format(
      "RECOVER_AT_BOOT is {}, and could not be carried out: {}{}", switchover.recover_at_boot ? "ON" : "OFF",
      printable(lines.size() > 1 ? lines.front() : std::string(trim(result.err))),
      lines.size() > 1 ? fmt::format("; on the host: {}", printable(lines[1])) : std::string{}));
  return {};
}

}  // namespace slipway::deploy
