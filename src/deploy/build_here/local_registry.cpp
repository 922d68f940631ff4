#include "deploy/build_here/local_registry.hpp"

#include "host/connection.hpp"
#include "util/base64.hpp"
#include "util/file.hpp"
#include "util/json.hpp"
#include "util/text.hpp"

#include <arpa/inet.h>
#include <crypt.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <memory>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto start_patience = 15s;
/// The directory may hold this much beyond twice what is in use before it is tidied.
constexpr std::uint64_t spare_bytes = 256'000'000;
/// Layers that a host is remembered to have had.
constexpr std::size_t most_delivered = 4096;

/// Ends the registry when our end of its standard input closes, however that comes about. A signal to the
/// guard itself must not keep it from that.
constexpr const char* guard_script =
    "trap : TERM INT HUP; \"$@\" </dev/null & registry=$!; cat >/dev/null; "
    "kill \"$registry\" 2>/dev/null; wait \"$registry\"";

sockaddr_in loopback(unsigned port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A port that nobody listened on just now; 0 where there is none.
unsigned free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  const bool bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(socket);
  return bound ? ntohs(address.sin_port) : 0U;
}

bool answers(unsigned port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(port);
  const bool connected = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(socket);
  return connected;
}

bool is_program(const fs::path& path) {
  return ::access(path.c_str(), X_OK) == 0 && fs::is_regular_file(path);
}

std::string find_on_path(const std::string& name) {
  const char* path = std::getenv("PATH");
  for (const std::string& directory : split(path == nullptr ? "" : path, ':')) {
    if (is_program(fs::path(directory) / name)) {
      return (fs::path(directory) / name).native();
    }
  }
  return {};
}

constexpr const char* of_pushing = "registry.yml";
constexpr const char* of_pulling = "registry-for-host.yml";
constexpr const char* of_passwords = "registry-for-host.htpasswd";

/// What both have in common. JSON is YAML, and quotes whatever the path holds.
Json configuration(const fs::path& directory, unsigned port) {
  return {
      {"version", 0.1},
      {"log", {{"level", "warn"}, {"accesslog", {{"disabled", true}}}}},
      {"storage", {{"filesystem", {{"rootdirectory", (directory / "storage").native()}}}}},
      {"http",
       {{"addr", fmt::format("127.0.0.1:{}", port)}, {"secret", "of no use: nothing is uploaded in parts"}}}};
}

/// Whoever has an account on the host reaches the port there.
Json configuration_for_host(const fs::path& directory, unsigned port) {
  Json document = configuration(directory, port);
  document["storage"]["maintenance"] = {{"readonly", {{"enabled", true}}}};
  document["auth"] = {{"htpasswd", {{"realm", "slipway"}, {"path", (directory / of_passwords).native()}}}};
  return document;
}

Login make_login() {
  return {"slipway", host::make_nonce() + host::make_nonce()};
}

/// A line of an htpasswd file, in the only form that registries read: bcrypt. The cheapest, for a password of
/// 128 random bits that is good for a few minutes.
Result<std::string> password_line(const Login& login) {
  constexpr unsigned long least_cost = 4;
  const auto data = std::make_unique<crypt_data>();
  char salt[CRYPT_GENSALT_OUTPUT_SIZE] = {};
  const char* hash = nullptr;
  if (::crypt_gensalt_rn("$2b$", least_cost, nullptr, 0, salt, sizeof salt) != nullptr) {
    hash = ::crypt_r(login.password.c_str(), salt, data.get());
  }
  if (hash == nullptr || hash[0] != '$') {
    return fail(ExitCode::failure, "cannot make a password for the host to pull images with",
                "libcrypt does not support bcrypt", "build on the host instead: BUILD_ON host");
  }
  return fmt::format("{}:{}\n", login.user, hash);
}

std::uint64_t bytes_below(const fs::path& directory) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (auto entry = fs::recursive_directory_iterator(directory, error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored)) {
      const std::uintmax_t size = entry->file_size(ignored);
      bytes += ignored ? 0 : size;
    }
  }
  return bytes;
}

}  // namespace

Result<std::string> find_registry_program(const std::string& named) {
  if (named.empty()) {
    const std::string found = find_on_path("docker-registry");
    return found.empty() ? find_on_path("registry") : found;
  }
  const std::string found = named.find('/') == std::string::npos ? find_on_path(named)
                            : is_program(named)                  ? named
                                                                 : std::string{};
  if (found.empty()) {
    return fail(ExitCode::usage,
                fmt::format("the program `{}` (REGISTRY_PROGRAM) cannot be run", printable(named)),
                "there is no such program, or it is not executable",
                "correct REGISTRY_PROGRAM, or leave it out and install one: apt-get install docker-registry");
  }
  return found;
}

std::string Login::basic() const {
  return base64(user + ":" + password);
}

LocalRegistry::LocalRegistry(std::string program, fs::path directory, Login login, Server to_push,
                             Server to_pull)
    : program_(std::move(program)),
      directory_(std::move(directory)),
      login_(std::move(login)),
      to_push_(std::move(to_push)),
      to_pull_(std::move(to_pull)) {}

std::string LocalRegistry::address() const {
  return fmt::format("127.0.0.1:{}", to_push_.port);
}

Result<LocalRegistry::Server> LocalRegistry::serve(const std::string& program, const fs::path& configuration,
                                                   unsigned port) {
  SLIPWAY_TRY_ASSIGN(
      Child process,
      Child::start({.argv = {"sh", "-c", guard_script, "registry", program, "serve", configuration.native()}},
                   {.in = Child::Stream::pipe,
                    .out = Child::Stream::null,
                    .err = Child::Stream::null,
                    .own_group = true}));
  const auto deadline = std::chrono::steady_clock::now() + start_patience;
  while (!answers(port)) {
    if (std::chrono::steady_clock::now() > deadline || process.wait(5ms)) {
      return fail(
          ExitCode::failure, fmt::format("`{}` does not serve images on this machine", printable(program)),
          fmt::format("it does not answer on 127.0.0.1:{}", port),
          fmt::format("{} serve {}   (shows why)", printable(program), printable(configuration.native())));
    }
  }
  return Server{port, std::move(process)};
}

Result<LocalRegistry> LocalRegistry::start(const std::string& program, const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  Login login = make_login();
  SLIPWAY_TRY_ASSIGN(const std::string passwords, password_line(login));
  SLIPWAY_TRY(write_file(directory / of_passwords, passwords));
  const unsigned to_push = free_port();
  SLIPWAY_TRY(write_file(directory / of_pushing, json_text(configuration(directory, to_push))));
  SLIPWAY_TRY_ASSIGN(Server push, serve(program, directory / of_pushing, to_push));
  const unsigned to_pull = free_port();
  SLIPWAY_TRY(write_file(directory / of_pulling, json_text(configuration_for_host(directory, to_pull))));
  SLIPWAY_TRY_ASSIGN(Server pull, serve(program, directory / of_pulling, to_pull));
  return LocalRegistry(program, directory, std::move(login), std::move(push), std::move(pull));
}

Result<std::vector<Blob>> blobs_of_manifest(const std::string& manifest) {
  std::vector<Blob> blobs;
  SLIPWAY_TRY_ASSIGN(const Json json,
                     parse_json(manifest, "an image's manifest", "slipway deploy   (tries again)"));
  try {
    const auto add = [&](const Json& part) {
      blobs.push_back({part.at("digest").get<std::string>(), part.at("size").get<std::uint64_t>()});
    };
    add(json.at("config"));
    for (const Json& layer : json.at("layers")) {
      add(layer);
    }
  } catch (const Json::exception& error) {
    return fail(ExitCode::failure, "the manifest of an image cannot be read", printable(error.what()),
                "push the image by hand and look at it: docker manifest inspect");
  }
  return blobs;
}

Result<std::vector<Blob>> LocalRegistry::blobs(const std::string& manifest_digest) const {
  const std::string hex = manifest_digest.substr(manifest_digest.find(':') + 1);
  SLIPWAY_TRY_ASSIGN(
      const std::string manifest,
      read_file(directory_ / "storage/docker/registry/v2/blobs/sha256" / hex.substr(0, 2) / hex / "data"));
  return blobs_of_manifest(manifest);
}

void LocalRegistry::stop_and_tidy(std::uint64_t needed) {
  for (Child* process : {&to_pull_.process, &to_push_.process}) {
    process->close_input();
    process->wait(5s);
  }
  if (bytes_below(directory_ / "storage") > 2 * needed + spare_bytes) {
    // What is left behind costs disk space only, and the next deployment tries again.
    [[maybe_unused]] const auto collected =
        run({.argv = {program_, "garbage-collect", "--delete-untagged", (directory_ / of_pushing).native()}});
  }
}

std::set<std::string> load_delivered(const fs::path& directory) {
  const auto text = read_file(directory / "delivered");
  if (!text) {
    return {};
  }
  const auto lines = split(*text, '\n');
  return {lines.begin(), lines.end()};
}

void save_delivered(const fs::path& directory, const std::set<std::string>& digests) {
  std::string text;
  if (digests.size() <= most_delivered) {
    for (const std::string& digest : digests) {
      text += digest + "\n";
    }
  }
  [[maybe_unused]] const auto written = write_file(directory / "delivered", text);
}

}  // namespace slipway::deploy
