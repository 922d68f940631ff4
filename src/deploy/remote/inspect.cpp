#include "deploy/remote/inspect.hpp"

#include "deploy/plan/lineage.hpp"
#include "deploy/remote/host_journal.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/remote/looking.hpp"
#include "deploy/remote/swarm_tasks.hpp"
#include "host/scripts.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <optional>

namespace slipway::deploy {

namespace {

Result<Inspection> look(const git::Repository& repository, const Settings& settings, const Target& target,
                        CommitCounts& counts, std::string_view script, std::chrono::seconds within,
                        host::Network& network) {
  std::string output;
  SLIPWAY_TRY_ASSIGN(HostSession session,
                     HostSession::open_with(settings.place, script, {}, output, within, network));
  Inspection inspection;
  inspection.host = session.state();
  inspection.host_health = host::parse_host_health(output);
  SLIPWAY_TRY_ASSIGN(const Journal known,
                     load_journal(repository, settings.place.deployment, settings.place.record()));
  inspection.other_machine =
      other_machine(load_last_seen(repository, settings.place.deployment, settings.place.record()),
                    inspection.host, settings.place, known, seconds_since_epoch());
  SLIPWAY_TRY_ASSIGN(inspection.journal,
                     fetch_journal(repository, settings.place, session.state(), session.connection()));
  SLIPWAY_TRY_ASSIGN(PlannedRelease planned, make_plan(repository, settings, target, inspection.journal,
                                                       {.forced = {}, .host = &inspection.host}));
  inspection.plan = std::move(planned.plan);
  SLIPWAY_TRY_ASSIGN(inspection.plan.diverged,
                     find_divergence(repository, inspection.journal, target.commit.commit, &counts));
  inspection.seen = seen_of(repository, settings.place, inspection.host, inspection.journal, target.tree);
  return inspection;
}

}  // namespace

Result<Inspection> inspect(const Settings& settings, host::Network& network) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  SLIPWAY_TRY_ASSIGN(const Target target, find_target(repository, settings.application, {}));
  CommitCounts counts;
  SLIPWAY_TRY_ASSIGN(Inspection inspection,
                     look(repository, settings, target, counts, host::status_sh, {}, network));
  const Seen& seen = *inspection.seen;
  remember_seen(repository, seen.deployment, seen.record, seen.tree, seen.last);
  return inspection;
}

Result<Inspection> inspect_one_of_many(const Settings& settings, const Target& target, CommitCounts& counts,
                                       std::chrono::seconds within, host::Network& network) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  return look(repository, settings, target, counts, "one_of_many=yes\n" + std::string(host::status_sh),
              within, network);
}

namespace {

/// A session for what only needs to know where the release lies: where the host has what was seen last, the
/// probe stays short.
Result<HostSession> open_briefly(const Settings& settings) {
  const auto repository = git::Repository::open(settings.application.source_directory);
  const auto journal = repository
                           ? load_newest(*repository, settings.place.deployment, settings.place.record(), 1)
                           : Result<Journal>(Journal{});
  return HostSession::open(settings, journal ? journal->deployed : std::string{});
}

}  // namespace

Result<int> stream_logs(const Settings& settings, const LogOptions& options,
                        const host::Connection::Sink& sink) {
  using namespace std::chrono_literals;
  // Logs of a quiet service may say nothing for days; a dead peer is noticed by the connection's own
  // keep-alives.
  constexpr auto patience = 24h * 20;
  std::vector<std::string> words{"logs", "--no-color", "--timestamps", "--tail", options.tail};
  if (options.follow) {
    words.emplace_back("--follow");
  }
  if (!options.since.empty()) {
    words.insert(words.end(), {"--since", options.since});
  }
  words.insert(words.end(), options.services.begin(), options.services.end());
  SLIPWAY_TRY_ASSIGN(HostSession session, open_briefly(settings));
  if (session.state().deployed.empty()) {
    return fail(ExitCode::refused, fmt::format("no release of `{}` is deployed", settings.place.deployment),
                {}, "slipway deploy");
  }
  std::vector<std::string> arguments{session.state().directory.raw()};
  arguments.insert(arguments.end(), words.begin(), words.end());
  auto status = session.connection().follow({std::string(host::logs_sh), arguments}, sink, patience);
  if (!status && interrupted()) {
    return 0;
  }
  return status;
}

namespace {

/// Hands on what comes after a line of the nonce: what a login's start-up files say is not the command's.
class AfterGreeting {
 public:
  explicit AfterGreeting(std::string_view nonce) : mark_(fmt::format("\n{}\n", nonce)) {}

  bool take(std::string_view piece) {
    if (begun_) {
      return write(piece);
    }
    held_ += piece;
    const std::size_t at = held_.find(mark_);
    if (at != std::string::npos) {
      begun_ = true;
      return write(std::string_view(held_).substr(at + mark_.size()));
    }
    if (held_.size() > greeting_limit) {
      held_.erase(0, held_.size() - mark_.size());
    }
    return true;
  }

 private:
  static constexpr std::size_t greeting_limit = 1U << 20U;

  static bool write(std::string_view piece) {
    return std::fwrite(piece.data(), 1, piece.size(), stdout) == piece.size() && std::fflush(stdout) == 0;
  }

  std::string mark_;
  std::string held_;
  bool begun_ = false;
};

/// ssh with our own input and output, and a connection of its own: one that is shared reads the terminal in
/// the process that holds it, which is in the background and would be stopped.
Result<int> run_attached(const Place& place, const std::vector<std::string>& words, bool terminal,
                         std::string_view nonce) {
  Command ssh{.argv = host::ssh_command_line(place.ssh_config)};
  ssh.argv.insert(ssh.argv.end(),
                  {"-o", "ControlMaster=no", "-o", "ControlPath=none", terminal ? "-tt" : "-T", "--",
                   place.host, host::for_any_shell(shell_join(words))});
  SLIPWAY_TRY_ASSIGN(Child session,
                     Child::start(ssh, {.in = Child::Stream::inherit,
                                        .out = terminal ? Child::Stream::inherit : Child::Stream::pipe,
                                        .err = Child::Stream::inherit}));
  if (!terminal) {
    AfterGreeting said(nonce);
    // Whoever read it may have gone away (`| head`), which ends the command as it would without us in
    // between.
    bool is_read = true;
    session.pump([&](Child::Source, std::string_view piece) { return is_read = said.take(piece); });
    if (!is_read) {
      session.kill(SIGTERM);
    }
  }
  return session.wait().value_or(255);
}

}  // namespace

Result<int> execute(const Settings& settings, const std::string& service,
                    const std::vector<std::string>& command, bool terminal) {
  std::string directory;
  std::optional<TaskElsewhere> elsewhere;
  {
    SLIPWAY_TRY_ASSIGN(HostSession session, open_briefly(settings));
    directory = session.state().directory.raw();
    if (settings.swarm.on) {
      SLIPWAY_TRY_ASSIGN(elsewhere, find_task_elsewhere(settings, session.connection(), directory, service,
                                                        host::ssh_network()));
    }
  }
  const std::string nonce = host::make_nonce();
  const std::string greeting = terminal ? std::string{} : "printf '\\n%s\\n' " + nonce + "\n";
  if (elsewhere) {
    Place place = settings.place;
    place.host = elsewhere->node;
    std::vector<std::string> words{"exec",
                                   "/bin/sh",
                                   "-c",
                                   greeting + "exec docker exec \"$@\"\n",
                                   "sh",
                                   terminal ? "-it" : "-i",
                                   elsewhere->container};
    words.insert(words.end(), command.begin(), command.end());
    return run_attached(place, words, terminal, nonce);
  }
  const std::string script = greeting + std::string(host::exec_sh);
  std::vector<std::string> words{"exec", "/bin/sh", "-c", script, "sh", directory, terminal ? "yes" : "no",
                                 service};
  words.insert(words.end(), command.begin(), command.end());
  return run_attached(settings.place, words, terminal, nonce);
}

Result<RunLog> read_run_log(const Settings& settings, std::uint64_t release, const std::string& service) {
  constexpr int no_run = 3;
  constexpr int no_log = 4;
  SLIPWAY_TRY_ASSIGN(HostSession session, open_briefly(settings));
  SLIPWAY_TRY_ASSIGN(
      const host::ScriptResult result,
      session.connection().run({std::string(host::run_log_sh),
                                {session.state().directory.raw(), std::to_string(release), service}}));
  if (result.status == no_run) {
    return fail(ExitCode::refused, fmt::format("the host has no log of release {}", release),
                "it keeps logs of the last 20 runs, and of the releases that can be rolled back to",
                "slipway history   (lists the releases)");
  }
  if (result.status == no_log) {
    return fail(ExitCode::refused,
                fmt::format("release {} has no log of the service {}", release, printable(service)),
                "the host keeps one only of a service that failed",
                fmt::format("slipway logs --run {}", release));
  }
  RunLog log;
  const std::size_t end = result.out.find('\n');
  log.nonce = result.out.substr(0, end);
  log.text = end == std::string::npos ? std::string{} : result.out.substr(end + 1);
  return log;
}

}  // namespace slipway::deploy
