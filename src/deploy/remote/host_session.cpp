#include "deploy/remote/host_session.hpp"

#include "host/scripts.hpp"
#include "util/digest.hpp"
#include "util/lines.hpp"
#include "util/quote.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::deploy {
namespace {

using namespace std::chrono_literals;

/// A build can be silent for long: a package being compiled on a small machine.
constexpr auto run_patience = 60min;
/// The script that waits for a lock says something every 15 s.
constexpr auto wait_patience = 60s;
/// How long a lost connection is tried to be made again: all the time without one, from when something last
/// came.
constexpr auto reconnect_patience = 45s;
/// Between two logins that are to give the run a word.
constexpr auto between_logins = 2s;
/// A person may have to agree to each signature, and miss it once; more than that is a no.
constexpr int most_refusals = 3;

/// Of launch.sh: the file with the scripts is gone, and nothing was done.
constexpr int no_such_runner = 75;

/// What it means, without what ssh said beside it.
std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

}  // namespace

host::Destination destination_of(const Settings& settings) {
  return {settings.place.host, settings.place.ssh_config, !settings.build.here, {}};
}

host::Script HostSession::probe_script(const Place& place, const std::string& expected) const {
  host::Script script{std::string(host::probe_sh), {place.directory, project_, expected}};
  script.arguments.insert(script.arguments.end(), wants_.begin(), wants_.end());
  if (secrets_) {
    script.arguments.emplace_back("secrets");
    script.arguments.insert(script.arguments.end(), secrets_->begin(), secrets_->end());
  }
  return script;
}

Result<HostSession> HostSession::open(const Settings& settings, const std::string& expected,
                                      const std::optional<std::vector<std::string>>& secrets,
                                      const ReleaseSpec* spec, host::Network& network) {
  HostSession session;
  session.network_ = &network;
  session.destination_ = destination_of(settings);
  session.secrets_ = secrets;
  if (spec != nullptr) {
    session.want(*spec);
  }
  host::ScriptResult result;
  SLIPWAY_TRY_ASSIGN(
      session.connection_,
      network.open(session.destination_, session.probe_script(settings.place, expected), result));
  SLIPWAY_TRY_ASSIGN(session.state_, host::parse_probe(result.out));
  return session;
}

Result<HostSession> HostSession::open_with(const Place& place, std::string_view continuation,
                                           const std::vector<std::string>& arguments, std::string& output,
                                           std::chrono::seconds within, host::Network& network) {
  HostSession session;
  session.network_ = &network;
  session.destination_ = {place.host, place.ssh_config, false, within};
  host::ScriptResult result;
  host::Script script = session.probe_script(place, {});
  script.text += "\n";
  script.text += continuation;
  script.arguments.insert(script.arguments.end(), arguments.begin(), arguments.end());
  SLIPWAY_TRY_ASSIGN(session.connection_, session.network_->open(session.destination_, script, result));
  output = std::move(result.out);
  SLIPWAY_TRY_ASSIGN(session.state_, host::parse_probe(output));
  return session;
}

void HostSession::want(const ReleaseSpec& spec) {
  project_ = spec.project_v2;
  wants_ = spec.wanted.words();
}

Result<void> HostSession::probe_fully(const Place& place) {
  SLIPWAY_TRY_ASSIGN(const host::ScriptResult result, connection_->run(probe_script(place, {})));
  SLIPWAY_TRY_ASSIGN(state_, host::parse_probe(result.out));
  return {};
}

Result<void> HostSession::prepare() {
  SLIPWAY_TRY_ASSIGN(const host::ScriptResult result,
                     connection_->run({std::string(host::prepare_sh), {state_.directory.raw()}}));
  if (result.status != 0) {
    return fail(ExitCode::host_unsuited,
                fmt::format("cannot prepare the directory `{}` on the host", printable(state_.directory)),
                printable_lines(trim(result.out)), "correct the directory or its owner on the host");
  }
  return {};
}

Result<void> HostSession::repair_journal(const Place& place) {
  SLIPWAY_TRY_ASSIGN(const host::ScriptResult result,
                     connection_->run({std::string(host::repair_sh), {state_.directory.raw()}}));
  if (result.status != 0) {
    return fail(
        ExitCode::host_unsuited,
        fmt::format("cannot repair the journal in `{}`", printable(state_.directory)),
        printable_lines(trim(result.out + result.err)),
        fmt::format("ssh {} {}   (shows the damage)", ssh_target(place.host, place.ssh_config),
                    shell_quote(fmt::format("git --git-dir={} fsck", shell_quote(printable(state_.directory) +
                                                                                 "/.slipway/journal.git")))));
  }
  return probe_fully(place);
}

Result<void> HostSession::await_lock(std::chrono::seconds limit, Listener& listener) {
  LineSplitter lines;
  SLIPWAY_TRY_ASSIGN(const int status,
                     connection_->follow(
                         {fmt::format("{}\n{}\n{}", host::clock_sh, host::holder_sh, host::wait_sh),
                          {state_.directory.raw(), std::to_string(limit.count())}},
                         [&](std::string_view piece) {
                           lines.add(piece, [&](std::string_view line) {
                             listener.note(fmt::format("waiting for {}", line));
                           });
                           return lines.rest().size() < 65536;
                         },
                         wait_patience));
  if (status != 0) {
    return fail(ExitCode::locked, "another deployment is running",
                fmt::format("it did not end within {} s", limit.count()),
                "slipway attach   (follows it)\nslipway cancel   (stops it)");
  }
  return {};
}

bool HostSession::reconnect(bool runs, std::chrono::nanoseconds patience, Listener& listener) {
  listener.note(
      runs
          ? "the connection was lost; if the host still runs, it carries on alone. Trying to reach it again …"
          : "the connection was lost. Trying to reach the host again …");
  const auto deadline = network_->now() + patience;
  while (!interrupted() && network_->now() < deadline) {
    host::ScriptResult result;
    if (auto connection = network_->open(destination_, {"true", {}}, result)) {
      connection_ = std::move(*connection);
      listener.note("it is there again");
      return true;
    }
    network_->pause(2s);
  }
  return false;
}

std::optional<host::ScriptResult> HostSession::tell(std::vector<std::string> words,
                                                    host::Network::Clock::time_point deadline,
                                                    std::string_view purpose, std::string& why_not,
                                                    Listener& listener) {
  for (int refused = 0;;) {
    host::ScriptResult result;
    const auto connection = network_->open(destination_, {std::string(host::confirm_sh), words}, result);
    if (connection) {
      return result;
    }
    why_not = first_line(cause_of(connection.error()));
    refused += host::is_refused_login(connection.error()) ? 1 : 0;
    const bool again =
        !interrupted() && refused < most_refusals && network_->now() + between_logins < deadline;
    listener.note(
        fmt::format("the login to {} failed{}: {}", purpose, again ? ", and is tried again" : "", why_not));
    if (!again) {
      return {};
    }
    network_->pause(between_logins);
  }
}

/// The client's word on the release, over a connection of its own: the release has to leave the host
/// reachable.
void HostSession::confirm(const RunName& run, const SmokeTests& smoke_tests,
                          host::Network::Clock::time_point deadline, Listener& listener) {
  if (!smoke_tests) {
    return;
  }
  const Result<bool> works = smoke_tests();
  if (!works || interrupted()) {
    listener.note("no answer is given to the host, which puts the old release back when its time is up");
    return;
  }
  const std::string directory = run.directory(state_);
  std::string why_not;
  const auto result =
      tell({directory, *works ? "yes" : "no"}, deadline, "confirm the release", why_not, listener);
  if (!result) {
    // This connection is from before the switch: it cannot tell that the host can still be reached, only that
    // it cannot.
    const auto told = connection_->run(
        {std::string(host::confirm_sh), {directory, *works ? "unreached " + why_not : std::string("no")}});
    if (!told || told->status != 0) {
      listener.note("the host puts the old release back when its time is up");
    }
  } else if (result->status == 3) {
    listener.note("the confirmation came too late");
  } else if (result->status != 0) {
    listener.note(
        "the host could not keep the confirmation, and puts the old release back when its time is up: " +
        std::string(trim(result->err)));
  }
}

/// The client's word on the tests. The tests have gone over connections of their own, and so does it.
void HostSession::report_tests(const RunName& run, const HostTests& host_tests,
                               host::Network::Clock::time_point deadline, Listener& listener) {
  if (!host_tests) {
    return;
  }
  const std::string directory = run.directory(state_);
  const Result<std::string> word = host_tests(directory);
  if (!word || interrupted()) {
    listener.note(fmt::format("the host gets no answer, and stops the deployment when its time is up{}",
                              word ? std::string{} : ": " + summary(word.error())));
    return;
  }
  std::string why_not;
  const auto result =
      tell({directory, printable(*word), "tests"}, deadline, "tell how the tests went", why_not, listener);
  if (!result) {
    listener.note("the host stops the deployment when its time is up");
  } else if (result->status == 3) {
    listener.note("the result of the tests came too late");
  } else if (result->status != 0) {
    listener.note("the host could not keep the result of the tests, and stops the deployment: " +
                  std::string(trim(result->err)));
  }
}

/// The same for the images on the nodes of a swarm.
void HostSession::report_seeding(const RunName& run, const NodeSeeding& seeding, const std::string& request,
                                 Listener& listener) {
  if (!seeding) {
    return;
  }
  const Result<std::string> word = seeding(request);
  // follow() says what becomes of the run.
  if (interrupted()) {
    return;
  }
  const std::string answer =
      word ? *word : fmt::format("no the images did not reach every node: {}", summary(word.error()));
  std::string why_not;
  const auto result =
      tell({run.directory(state_), printable(answer), "seeded"}, network_->now() + reconnect_patience,
           "tell that the nodes have the images", why_not, listener);
  if (!result) {
    listener.note("the host stops the deployment when its time is up");
  } else if (result->status == 3) {
    listener.note("the word that the nodes have the images came too late");
  } else if (result->status != 0) {
    listener.note(
        "the host could not keep the word that the nodes have the images, and stops the deployment: " +
        std::string(trim(result->err)));
  }
}

Result<HostSession::Followed> HostSession::follow(const RunName& run, std::size_t offset,
                                                  std::vector<std::string> texts, const ClientTests& tests,
                                                  Listener& listener) {
  RunEvents events(run.nonce, listener);
  Result<int> status = 0;
  bool answered = false;
  bool tested = false;
  bool seeded = false;
  // Whoever follows a run that goes on knows that there is one.
  bool heard = texts.empty();
  bool is_futile = false;
  std::chrono::nanoseconds without = 0s;
  for (;;) {
    std::vector<std::string> arguments{run.directory(state_), std::to_string(offset)};
    arguments.insert(arguments.end(), texts.begin(), texts.end());
    status = connection_->follow(
        {std::string(host::launch_sh), std::move(arguments)},
        [&](std::string_view piece) {
          offset += piece.size();
          if (!piece.empty()) {
            without = 0s;
            is_futile = false;
            heard = true;
          }
          events.take(piece);
          if (events.awaits_confirmation() && !answered) {
            answered = true;
            confirm(run, tests.smoke_tests, network_->now() + events.seconds_for_an_answer(), listener);
          }
          if (events.awaits_tests() && !tested) {
            tested = true;
            report_tests(run, tests.host_tests, network_->now() + events.seconds_for_an_answer(), listener);
          }
          if (events.awaits_seeding() && !seeded) {
            seeded = true;
            report_seeding(run, tests.seeding, events.seeding(), listener);
          }
          return true;
        },
        run_patience);
    // The run before was tidied since the host was looked at.
    if (status && *status == no_such_runner && !texts.empty() && texts.front() != host::runner_sh) {
      texts.front() = host::runner_sh;
      continue;
    }
    texts.clear();
    if (status || events.end() || interrupted()) {
      break;
    }
    const auto lost = network_->now();
    if (is_futile) {
      network_->pause(2s);
    }
    without += network_->now() - lost;
    if (without >= reconnect_patience) {
      break;
    }
    const auto tried = network_->now();
    if (!reconnect(heard, reconnect_patience - without, listener)) {
      break;
    }
    without += network_->now() - tried;
    is_futile = true;
  }
  events.finish();
  if (events.end()) {
    return Followed{*events.end(), events.entry(), events.entry_bytes(), events.kept(), events.probation()};
  }
  const std::string step =
      events.step().empty() ? std::string{} : fmt::format(" (step {})", printable(events.step()));
  // launch.sh could not write what the run needs.
  if (status && *status >= 70 && *status <= 72 && events.step().empty()) {
    return fail(ExitCode::host_unsuited,
                fmt::format("release {} could not be started on the host", run.release),
                fmt::format("its files could not be written in `{}`", printable(state_.directory)),
                "slipway doctor   (checks the directory, its owner and the disk)");
  }
  if (!interrupted() && !status && !heard) {
    return fail(ExitCode::connection_lost,
                fmt::format("it is not known if release {} was started on the host", run.release),
                cause_of(status.error()), "slipway status   (shows it); then run the same command again");
  }
  if (events.awaits_seeding() && (interrupted() || !status)) {
    return fail(
        ExitCode::connection_lost,
        fmt::format("release {} is no longer followed; nothing is switched, and the host waits for its "
                    "images to be brought to the nodes",
                    run.release),
        interrupted() ? std::string("the command was interrupted") : cause_of(status.error()),
        "slipway attach   (brings them, and follows it; target deploy-attach)\n"
        "slipway cancel   (stops it; target deploy-cancel)");
  }
  if (interrupted() || !status) {
    return fail(
        ExitCode::connection_lost,
        // That the host runs is known only if the connection was there to the end.
        fmt::format(
            "release {}{} is no longer followed; {} carries on alone", run.release, step,
            status || status.error().code == ExitCode::cancelled ? "the host" : "if the host still runs, it"),
        interrupted() ? std::string("the command was interrupted") : cause_of(status.error()),
        "slipway attach   (follows it again; target deploy-attach)\n"
        "slipway cancel   (stops it; target deploy-cancel)");
  }
  return fail(ExitCode::failure, fmt::format("release {} ended without a result", run.release),
              fmt::format("its run or the host was killed{}", step),
              fmt::format("slipway deploy   (first puts right what was left)\nslipway logs --run {}   (shows "
                          "its log)",
                          run.release));
}

Result<HostSession::Followed> HostSession::carry_out(const RunPlan& run, const ClientTests& tests,
                                                     Listener& listener) {
  const std::string plan = plan_script(run) + (run.stack ? std::string(host::swarm_run_sh) : std::string{});
  const bool has_runner =
      state_.runner.raw().starts_with('/') && state_.runner_digest.raw() == sha256_hex(host::runner_sh);
  const std::string runner = has_runner ? state_.runner.raw() : std::string(host::runner_sh);
  return follow({run.release, run.nonce}, 0, {runner, plan, compose_script(run)}, tests, listener);
}

Result<HostSession::Followed> HostSession::follow(const RunName& run, std::size_t offset,
                                                  const ClientTests& tests, Listener& listener) {
  return follow(run, offset, {}, tests, listener);
}

}  // namespace slipway::deploy
