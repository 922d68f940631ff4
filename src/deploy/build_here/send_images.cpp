#include "deploy/build_here/send_images.hpp"

#include "deploy/build_here/local_registry.hpp"
#include "deploy/run/run_events.hpp"
#include "host/scripts.hpp"
#include "util/hex.hpp"
#include "util/lines.hpp"
#include "util/pasted_command.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

namespace slipway::deploy {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// A layer can take long on a slow line, and docker is silent meanwhile. A dead line is noticed by ssh.
constexpr auto transfer_patience = 180min;

/// What docker load may say; a host that says more is not listened to.
constexpr std::size_t most_words = 65536;

fs::path registry_directory(const Settings& settings) {
  return settings.file.parent_path() / "here/registry";
}

tl::unexpected<Error> not_delivered(const std::string& service, std::string_view because) {
  return fail(ExitCode::failure, fmt::format("the image of the service {} did not reach the host", service),
              std::string(because),
              "run the same command again: layers that have arrived are not sent again");
}

/// Hands lines to the listener and keeps them.
class ShownLines {
 public:
  explicit ShownLines(Listener& listener, std::string_view nonce)
      : mark_(fmt::format("@{} ", nonce)), listener_(listener) {}

  void take(std::string_view piece) {
    all_ += piece;
    lines_.add(piece, [&](std::string_view line) {
      if (!line.starts_with(mark_)) {
        listener_.output(line);
      }
    });
  }
  const std::string& all() const { return all_; }

 private:
  std::string mark_;
  std::string all_;
  LineSplitter lines_;
  Listener& listener_;
};

/// Runs take.sh and holds what arrived against what was built.
Result<std::string> take(const ImageHere& image, const std::string& how, const std::string& reference,
                         const std::string& tag, host::Connection& connection, Listener& listener,
                         const std::string& login = {}) {
  const std::string nonce = host::make_nonce();
  ShownLines lines(listener, nonce);
  SLIPWAY_TRY_ASSIGN(const int status, connection.follow(
                                           {std::string(host::take_sh), {nonce, how, reference, tag, login}},
                                           [&](std::string_view piece) {
                                             lines.take(piece);
                                             return true;
                                           },
                                           transfer_patience));
  lines.take("\n");
  if (lines.all().find(fmt::format("@{} open\n", nonce)) != std::string::npos) {
    return fail(ExitCode::host_unsuited, "the host opens forwarded ports to its whole network",
                "GatewayPorts is set in its sshd_config", {});
  }
  const auto taken = read_taken(lines.all(), nonce);
  if (status != 0 || !taken) {
    return not_delivered(image.service,
                         fmt::format("docker on the host exited with status {} (output above)", status));
  }
  // An image that was pulled by the digest of its manifest is the one that was pushed, named layers or not.
  const bool is_pinned =
      how == "pull" && taken->layers.empty() && reference.find("@sha256:") != std::string::npos;
  if (taken->layers != image.layers && !is_pinned) {
    return not_delivered(image.service, "the image there has other layers than the one built here");
  }
  return taken->id;
}

Result<std::string> push(const std::string& name, const std::string& as, const std::string& service,
                         Listener& listener) {
  SLIPWAY_TRY(run_checked({.argv = {"docker", "tag", name, as}}, "name the image for the registry"));
  std::string output;
  SLIPWAY_TRY_ASSIGN(const int status, run_shown({.argv = {"docker", "push", as}}, listener, &output));
  std::string digest = pushed_digest(output);
  if (status != 0 || digest.empty()) {
    return fail(ExitCode::failure,
                fmt::format("the image of the service {} could not be pushed to the registry", service),
                fmt::format("`docker push` exited with status {}; its output is above", status),
                PastedCommand("docker push {}   (by hand; docker login first if it asks for it)", as).text());
  }
  return digest;
}

/// Takes a name from an image while other things are done; it is gone when this goes.
class NameRemoval {
 public:
  explicit NameRemoval(const std::string& name)
      : program_(Child::start({.argv = {"docker", "rmi", "--no-prune", name}},
                              {.out = Child::Stream::null, .err = Child::Stream::null})) {}
  NameRemoval(const NameRemoval&) = delete;
  NameRemoval& operator=(const NameRemoval&) = delete;
  ~NameRemoval() {
    if (program_) {
      program_->wait();
    }
  }

 private:
  Result<Child> program_;
};

const ImageBuild& spec_of(const RunPlan& run, const std::string& service) {
  return *std::find_if(run.spec->images.begin(), run.spec->images.end(),
                       [&](const ImageBuild& build) { return build.service == service; });
}

/// What travels now, said before it does: `blobs` of the image against those the host has had from here.
std::uint64_t announce(const std::string& service, const std::vector<Blob>& blobs,
                       const std::set<std::string>& delivered, Listener& listener) {
  std::uint64_t bytes = 0;
  std::size_t count = 0;
  for (const Blob& blob : blobs) {
    if (!delivered.contains(blob.digest)) {
      bytes += blob.bytes;
      ++count;
    }
  }
  const bool first = count == blobs.size() && delivered.empty();
  listener.note(
      first ? fmt::format("first delivery of {}: all of its layers travel, at most {}; later ones "
                          "send what is new",
                          service, bytes_text(bytes))
            : fmt::format("{}: {} of {} parts travel, {}", service, count, blobs.size(), bytes_text(bytes)));
  return bytes;
}

/// From a registry that runs here. Nothing (not an error) where that way is not open.
Result<std::optional<Delivery>> through_local_registry(const Settings& settings,
                                                       const std::vector<ImageHere>& images,
                                                       const RunPlan& run, host::Connection& connection,
                                                       Listener& listener, SharedBuilds* shared) {
  SLIPWAY_TRY_ASSIGN(const std::string program, find_registry_program(settings.build.registry_program));
  if (program.empty()) {
    listener.note(
        "no registry program here (apt-get install docker-registry, or REGISTRY_PROGRAM): whole images "
        "travel, not layers");
    return std::optional<Delivery>{};
  }
  const fs::path directory = registry_directory(settings);
  std::optional<LocalRegistry> own;
  Result<const LocalRegistry*> registry = nullptr;
  if (shared != nullptr) {
    registry = shared->registry(program, directory);
  } else if (auto started = LocalRegistry::start(program, directory)) {
    own = std::move(*started);
    registry = &*own;
  } else {
    registry = tl::unexpected(started.error());
  }
  if (!registry) {
    listener.note(fmt::format("`{}` does not serve ({}): whole images travel, not layers", program,
                              cause_of(registry.error())));
    return std::optional<Delivery>{};
  }
  const LocalRegistry& server = **registry;
  const auto remote_port = connection.forward_from_host(server.port_to_pull());
  if (!remote_port) {
    listener.note(fmt::format("the host forwards no port to here ({}): whole images travel, not layers",
                              cause_of(remote_port.error())));
    return std::optional<Delivery>{};
  }
  Delivery delivery;
  const fs::path of_host = settings.place.of_fleet ? settings.host_directory() : directory;
  std::set<std::string> delivered = load_delivered(of_host);
  std::set<std::string> in_use;
  std::uint64_t needed = 0;
  for (const ImageHere& image : images) {
    const std::string repository = name_here(settings, image.service);
    const std::string as =
        fmt::format("{}/{}:{}", server.address(), repository, image.name.substr(image.name.rfind(':') + 1));
    const auto push_now = [&] {
      auto pushed = push(image.name, as, image.service, listener);
      const NameRemoval removal(as);
      return pushed;
    };
    const auto digest = shared == nullptr ? push_now() : shared->pushed(image.name, push_now);
    if (!digest) {
      // An engine that is not on this machine (DOCKER_HOST, Docker Desktop) does not see our loopback.
      listener.note(fmt::format("the engine cannot push to {}: whole images travel, not layers", as));
      return std::optional<Delivery>{};
    }
    SLIPWAY_TRY_ASSIGN(const std::vector<Blob> blobs, server.blobs(*digest));
    delivery.bytes += announce(image.service, blobs, delivered, listener);
    const std::string reference = fmt::format("127.0.0.1:{}/{}@{}", *remote_port, repository, *digest);
    auto id = take(image, "pull", reference, release_tag(spec_of(run, image.service), run), connection,
                   listener, server.login().basic());
    if (!id && id.error().code == ExitCode::host_unsuited) {
      listener.note(summary(id.error()) + ": whole images travel, not layers");
      return std::optional<Delivery>{};
    }
    SLIPWAY_TRY_ASSIGN(delivery.ids[image.service], std::move(id));
    for (const Blob& blob : blobs) {
      delivered.insert(blob.digest);
      needed += blob.bytes;
      if (shared != nullptr) {
        shared->needs(blob.digest, blob.bytes);
      }
    }
  }
  std::error_code ignored;
  fs::create_directories(of_host, ignored);
  save_delivered(of_host, delivered);
  if (own) {
    own->stop_and_tidy(needed);
  }
  return std::optional<Delivery>(std::move(delivery));
}

Result<Delivery> through_own_registry(const Settings& settings, const std::vector<ImageHere>& images,
                                      const RunPlan& run, host::Connection& connection, Listener& listener,
                                      SharedBuilds* shared) {
  Delivery delivery;
  for (const ImageHere& image : images) {
    const std::string repository =
        fmt::format("{}/{}", settings.build.registry, name_here(settings, image.service));
    const std::string as = fmt::format("{}:release-{}", repository, run.release);
    const auto push_now = [&] {
      auto pushed = push(image.name, as, image.service, listener);
      const NameRemoval removal(as);
      return pushed;
    };
    const auto digest = shared == nullptr ? push_now() : shared->pushed(image.name, push_now);
    SLIPWAY_TRY(digest);
    SLIPWAY_TRY_ASSIGN(delivery.ids[image.service],
                       take(image, "pull", fmt::format("{}@{}", repository, *digest),
                            release_tag(spec_of(run, image.service), run), connection, listener));
  }
  return delivery;
}

/// Streams `docker save` of an image into `docker load` on the host; returns the bytes that travelled.
Result<std::uint64_t> stream_archive(const ImageHere& image, bool zstd, const host::Connection& connection,
                                     Listener& listener) {
  const char* pack = zstd ? "docker save \"$1\" | zstd -q -T0 -3" : "docker save \"$1\" | gzip -1";
  SLIPWAY_TRY_ASSIGN(Child archive, Child::start({.argv = {"sh", "-c", pack, "save", image.name}},
                                                 {.err = Child::Stream::inherit, .own_group = true}));
  SLIPWAY_TRY_ASSIGN(
      Child load,
      Child::start(connection.command(host::for_any_shell(zstd ? "zstd -dc | docker load -q 2>&1"
                                                               : "gzip -dc | docker load -q 2>&1")),
                   {.in = Child::Stream::pipe, .own_group = true}));
  std::uint64_t bytes = 0;
  bool taken = true;
  const bool ended = archive.pump([&](Child::Source, std::string_view piece) {
    bytes += piece.size();
    taken = load.write(piece);
    return taken;
  });
  load.close_input();
  // The host's words, and ssh's: by way of the listener, who lets nothing through to the terminal as it came.
  ShownLines lines(listener, {});
  load.pump([&](Child::Source, std::string_view piece) {
    lines.take(piece);
    return lines.all().size() < most_words;
  });
  lines.take("\n");
  if (lines.all().size() >= most_words) {
    load.kill(SIGTERM);
  }
  if (!ended || interrupted()) {
    return not_delivered(image.service, "sending was interrupted; the old release still runs");
  }
  if (!taken || archive.wait().value_or(1) != 0 || load.wait().value_or(1) != 0) {
    return not_delivered(image.service, "`docker save` or `docker load` failed (output above)");
  }
  return bytes;
}

Result<Delivery> as_archives(const std::vector<ImageHere>& images, const RunPlan& run,
                             host::Connection& connection, Listener& listener) {
  SLIPWAY_TRY_ASSIGN(const host::ScriptResult there, connection.run({"command -v zstd", {}}));
  const auto here = slipway::run({.argv = {"zstd", "--version"}});
  const bool zstd = there.status == 0 && here && here->ok();
  Delivery delivery;
  for (const ImageHere& image : images) {
    listener.note(fmt::format("sending all of the image of {}, {} unpacked, compressed with {}",
                              image.service, bytes_text(image.bytes), zstd ? "zstd" : "gzip"));
    SLIPWAY_TRY_ASSIGN(const std::uint64_t bytes, stream_archive(image, zstd, connection, listener));
    delivery.bytes += bytes;
    SLIPWAY_TRY_ASSIGN(delivery.ids[image.service],
                       take(image, "loaded", image.name, release_tag(spec_of(run, image.service), run),
                            connection, listener));
  }
  return delivery;
}

}  // namespace

std::string pushed_digest(const std::string& output) {
  constexpr std::string_view mark = "digest: sha256:";
  constexpr std::size_t digits = 64;
  const std::size_t at = output.rfind(mark);
  if (at == std::string::npos) {
    return {};
  }
  const std::string digest = output.substr(at + std::string_view("digest: ").size(), digits + 7);
  const bool whole = digest.size() == digits + 7 && is_hex(std::string_view(digest).substr(7));
  return whole ? digest : std::string{};
}

std::optional<Taken> read_taken(const std::string& output, const std::string& nonce) {
  const std::string mark = fmt::format("@{} image ", nonce);
  for (const std::string& line : split(output, '\n')) {
    if (line.starts_with(mark)) {
      auto words = split(line.substr(mark.size()), ' ');
      if (!words.empty()) {
        return Taken{words.front(), {words.begin() + 1, words.end()}};
      }
    }
  }
  return {};
}

Result<Delivery> send_images(const Settings& settings, const std::vector<ImageHere>& images,
                             const RunPlan& run, host::Connection& connection, Listener& listener,
                             SharedBuilds* shared) {
  if (images.empty()) {
    return Delivery{};
  }
  if (!settings.build.registry.empty()) {
    return through_own_registry(settings, images, run, connection, listener, shared);
  }
  SLIPWAY_TRY_ASSIGN(const auto delivery,
                     through_local_registry(settings, images, run, connection, listener, shared));
  return delivery ? Result<Delivery>(*delivery) : as_archives(images, run, connection, listener);
}

}  // namespace slipway::deploy
