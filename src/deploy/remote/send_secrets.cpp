#include "deploy/remote/send_secrets.hpp"

#include "deploy/remote/git_transfer.hpp"
#include "host/scripts.hpp"
#include "util/base64.hpp"
#include "util/digest.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::deploy {
namespace {

std::string lines_of(const host::HostState& host, host::SecretState::Kind state) {
  std::string lines;
  for (const host::SecretState& secret : host.secrets) {
    if (secret.state == state) {
      lines += fmt::format("\n{}", printable(secret.place));
    }
  }
  return lines;
}

}  // namespace

Result<void> send_secrets(host::Connection& connection, const Place& place, const host::HostState& host,
                          const std::string& name, const std::vector<SecretFile>& secrets) {
  const std::string what = "cannot write the secret files on the host";
  std::vector<std::string> words{host.directory.raw(), name};
  for (const SecretFile& secret : secrets) {
    words.insert(words.end(), {secret.place, sha256_hex(secret.bytes), base64(secret.bytes)});
  }
  SLIPWAY_TRY_ASSIGN(const host::ScriptResult result,
                     connection.run({std::string(host::secrets_sh), std::move(words)}));
  if (result.status != 0) {
    if (auto full = no_room(place, host, connection, what, trim(result.out))) {
      return tl::unexpected(std::move(*full));
    }
    return fail(ExitCode::host_unsuited, what, printable_lines(trim(result.out)),
                "slipway doctor   (checks the disk and .slipway; nothing was changed there)");
  }
  return {};
}

Result<void> check_secrets_on_host(const host::HostState& host, bool overwrite) {
  // What a switch that was interrupted has left is put right by the run, which then looks for edits itself.
  if (!host.unfinished.empty()) {
    return {};
  }
  if (const std::string there = lines_of(host, host::SecretState::Kind::in_the_way); !there.empty()) {
    return fail(
        ExitCode::refused,
        fmt::format("files in `{}` are in the way of the release's secret files", printable(host.directory)),
        "they are not this deployment's, and differ:" + there, "move them away on the host");
  }
  if (const std::string edited = lines_of(host, host::SecretState::Kind::edited);
      !edited.empty() && !overwrite) {
    return fail(
        ExitCode::refused,
        fmt::format("secret files in `{}` were edited on the host", printable(host.directory)),
        "a deployment would overwrite these edits:" + edited,
        "bring the edits into the secrets here\nslipway deploy --overwrite-drift   (replaces them; the host "
        "keeps the edited ones in .slipway/secrets)");
  }
  return {};
}

}  // namespace slipway::deploy
