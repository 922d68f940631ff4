#include "deploy/secret_commands.hpp"

#include "util/process.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace slipway::deploy {
namespace {

/// A person may have to type a passphrase, or to look for a key. A pipeline has nobody to wait for.
constexpr std::chrono::minutes patience{5};

tl::unexpected<Error> failed(const SecretCommand& secret, std::string because, std::string fix) {
  return fail(ExitCode::refused,
              fmt::format("the secret `{}` cannot be had from `{}` (SECRET_COMMAND)", printable(secret.name),
                          printable(secret.command.front())),
              std::move(because), std::move(fix));
}

/// The environment says which deployment asks, so that one program can serve several.
Command command_of(const Settings& settings, const SecretCommand& secret) {
  Command command{secret.command};
  command.directory = settings.application.source_directory.native();
  command.environment = {{"SLIPWAY_DEPLOYMENT", settings.place.deployment},
                         {"SLIPWAY_ENVIRONMENT", settings.place.environment},
                         {"SLIPWAY_HOST", settings.place.host},
                         {"SLIPWAY_DIRECTORY", settings.place.directory},
                         {"SLIPWAY_SSH_CONFIG", settings.place.ssh_config},
                         {"SLIPWAY_SECRET", secret.name}};
  return command;
}

Result<std::string> output_of(const Settings& settings, const SecretCommand& secret) {
  constexpr std::string_view untouched = "nothing was sent; fix the command, and deploy again";
  // Questions of the program, and what it says of its errors, are for the terminal.
  auto child =
      Child::start(command_of(settings, secret),
                   {.in = Child::Stream::inherit, .out = Child::Stream::pipe, .err = Child::Stream::inherit});
  if (!child) {
    return failed(secret, "the program cannot be started",
                  fmt::format("install `{}`, or put it on PATH", printable(secret.command.front())));
  }
  std::string bytes;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const bool ended = child->pump(
      [&](Child::Source, std::string_view piece) {
        bytes += piece;
        return bytes.size() <= largest_secret && std::chrono::steady_clock::now() < deadline;
      },
      patience);
  if (bytes.size() > largest_secret) {
    return failed(secret, "it prints more than 1 MiB", "keep large files in DIRECTORY on the host");
  }
  if (interrupted()) {
    return tl::unexpected(interruption());
  }
  const std::optional<int> status = ended ? child->wait(patience) : std::nullopt;
  if (!status) {
    return failed(
        secret, fmt::format("its output did not end within {} minutes", patience.count()),
        "run it by hand to see what it waits for, or which program that it started keeps its output open; "
        "nothing was sent");
  }
  if (*status != 0) {
    return failed(secret, fmt::format("it exited with status {}", *status), std::string(untouched));
  }
  if (bytes.empty()) {
    return failed(secret, "it exited with status 0 and printed nothing", std::string(untouched));
  }
  return bytes;
}

}  // namespace

Result<std::vector<SecretFile>> gather_secrets(const Settings& settings,
                                               const std::function<void(std::string_view)>& say) {
  SLIPWAY_TRY_ASSIGN(std::vector<SecretFile> secrets, read_secrets(settings.application));
  std::vector<std::string> places;
  for (const SecretCommand& secret : settings.application.secret_commands) {
    SLIPWAY_TRY_ASSIGN(std::string place, place_of_secret(settings.application, secret.name));
    const bool taken = std::find(places.begin(), places.end(), place) != places.end() ||
                       std::any_of(secrets.begin(), secrets.end(),
                                   [&](const SecretFile& file) { return file.place == place; });
    if (taken || secret.command.empty()) {
      return fail(ExitCode::usage,
                  taken ? fmt::format("the secret `{}` has two sources", printable(place))
                        : fmt::format("the SECRET_COMMAND of `{}` names no program", printable(place)),
                  taken ? "two of ENV_FILES, SECRET_FILES and SECRET_COMMAND name it" : "",
                  "correct slipway_add_deployment(), and configure again");
    }
    places.push_back(std::move(place));
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    const SecretCommand& secret = settings.application.secret_commands[i];
    // Only the program: what follows it may be nobody else's business.
    say(fmt::format("asking `{}` for {}", printable(secret.command.front()), printable(secret.name)));
    SLIPWAY_TRY_ASSIGN(std::string bytes, output_of(settings, secret));
    secrets.push_back({std::move(places[i]), std::move(bytes)});
  }
  return secrets;
}

}  // namespace slipway::deploy
