#include "deploy/fleet/roll_out.hpp"

#include "deploy/fleet/fleet_plan.hpp"
#include "deploy/fleet/side_by_side.hpp"
#include "host/connection.hpp"
#include "util/columns.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace slipway::deploy {
namespace {

class RollOut {
 public:
  RollOut(const std::vector<std::string>& names, const std::vector<HostIndexes>& waves,
          const RolloutOptions& options, HostWork& work, RolloutListener& listener)
      : names_(names), waves_(waves), options_(options), work_(work), listener_(listener) {
    result_.waves = waves.size();
    result_.verdicts.resize(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      result_.verdicts[i].host = names[i];
    }
    for (std::size_t wave = 0; wave < waves.size(); ++wave) {
      for (const std::size_t host : waves[wave]) {
        result_.verdicts[host].wave = wave + 1;
      }
    }
  }

  Result<RolloutResult> run() {
    look();
    if (work_.interrupted()) {
      return stopped_by_interrupt(1);
    }
    SLIPWAY_TRY(check_machines());
    SLIPWAY_TRY(check_proven());
    tell_plan();
    result_.began = true;
    for (std::size_t wave = 0; wave < waves_.size(); ++wave) {
      run_wave(wave);
      if (!is_wave_green(wave)) {
        if (work_.interrupted()) {
          return stopped_by_interrupt(wave + 1);
        }
        result_.stopped_in = wave + 1;
        if (options_.revoke) {
          revoke();
        }
        return std::move(result_);
      }
      if (work_.interrupted() && remains_after(wave)) {
        return stopped_by_interrupt(wave + 1);
      }
    }
    return std::move(result_);
  }

 private:
  void look() {
    looks_.resize(names_.size());
    side_by_side(names_.size(), looks_at_once(options_.parallel), [&](std::size_t host) {
      if (!work_.interrupted()) {
        looks_[host] = work_.look(host);
      }
    });
    work_.looked();
    for (std::size_t host = 0; host < looks_.size(); ++host) {
      HostVerdict& verdict = result_.verdicts[host];
      const HostLook& look = looks_[host];
      verdict.strategy = look.plan.strategy;
      verdict.before = look.before;
      if (!look.plan.answers && options_.skip_unreachable) {
        verdict.outcome = HostOutcome::left_out;
        verdict.reason = look.plan.problem;
      } else if (look.plan.answers && look.plan.problem.empty() && look.plan.strategy == "none" &&
                 !look.needs_visit) {
        verdict.outcome = HostOutcome::up_to_date;
        verdict.release = look.before.value_or(0);
      }
    }
  }

  /// One machine under two names would be deployed to twice, and count as evidence for itself.
  Result<void> check_machines() const {
    std::map<std::string, std::size_t> known;
    for (std::size_t host = 0; host < looks_.size(); ++host) {
      const std::string& machine = looks_[host].machine;
      if (machine.empty()) {
        continue;
      }
      if (const auto [other, is_new] = known.emplace(machine, host); !is_new) {
        Error error = same_machine_error(names_[other->second], names_[host]);
        error.what += "; nothing was touched";
        return tl::unexpected(std::move(error));
      }
    }
    return {};
  }

  Result<void> check_proven() const {
    const bool is_there =
        std::any_of(result_.verdicts.begin(), result_.verdicts.end(),
                    [](const HostVerdict& verdict) { return verdict.outcome == HostOutcome::up_to_date; });
    if (!options_.only_if_proven || is_there) {
      return {};
    }
    return fail(ExitCode::refused, "no host runs this release well yet, so there is nothing to catch up with",
                "each of the hosts that answer lacks it, or has something to put right",
                "slipway deploy   (brings it to all hosts in waves)");
  }

  void tell_plan() {
    std::vector<PlanOfHost> plans;
    for (const HostLook& look : looks_) {
      plans.push_back(look.plan);
      if (!look.note.empty()) {
        listener_.note(look.note);
      }
    }
    for (const HostVerdict& verdict : result_.verdicts) {
      any_to_do_ = any_to_do_ || verdict.outcome == HostOutcome::not_begun;
    }
    listener_.plan(plans, waves_);
  }

  bool is_to_do(std::size_t host) const { return result_.verdicts[host].outcome == HostOutcome::not_begun; }

  bool remains_after(std::size_t wave) const {
    return std::any_of(
        waves_.begin() + static_cast<std::ptrdiff_t>(wave) + 1, waves_.end(), [&](const HostIndexes& hosts) {
          return std::any_of(hosts.begin(), hosts.end(), [&](std::size_t host) { return is_to_do(host); });
        });
  }

  void run_wave(std::size_t wave) {
    HostIndexes to_do;
    for (const std::size_t host : waves_[wave]) {
      if (is_to_do(host)) {
        to_do.push_back(host);
      }
    }
    if (!to_do.empty()) {
      listener_.wave(wave + 1, waves_.size(), to_do);
    }
    // Hosts that have the release already are not touched, but they are evidence for the next wave.
    HostIndexes all = to_do;
    if (any_to_do_ && work_.has_tests() && (!to_do.empty() || remains_after(wave))) {
      for (const std::size_t host : waves_[wave]) {
        if (result_.verdicts[host].outcome == HostOutcome::up_to_date) {
          all.push_back(host);
        }
      }
    }
    side_by_side(all.size(), options_.parallel, [&](std::size_t i) {
      if (!work_.interrupted()) {
        bring(all[i], wave);
      }
    });
    if (options_.soak.count() > 0 && remains_after(wave) && is_wave_green(wave) && !work_.interrupted()) {
      soak(wave, !to_do.empty());
    }
  }

  void bring(std::size_t host, std::size_t wave) {
    HostVerdict& verdict = result_.verdicts[host];
    Listener& listener = listener_.host(host);
    const bool was_there = verdict.outcome == HostOutcome::up_to_date;
    if (!was_there) {
      verdict =
          verdict_of(std::move(verdict),
                     work_.deploy(host, {options_.id, wave + 1, waves_.size(), names_.size()}, listener));
      if (verdict.outcome == HostOutcome::unreachable && options_.skip_unreachable) {
        verdict.outcome = HostOutcome::left_out;
      }
    }
    const bool confirmed = verdict.result && verdict.result->confirmed;
    if (is_green(verdict.outcome) && work_.has_tests() && !confirmed) {
      const auto passed = work_.test(host, listener);
      if (!passed || !*passed) {
        verdict.outcome = HostOutcome::smoke_failed;
        verdict.reason = passed ? std::string("a smoke test failed") : summary(passed.error());
      }
    }
    if (!was_there || verdict.outcome != HostOutcome::up_to_date) {
      listener_.verdict(host, verdict);
    }
  }

  void soak(std::size_t wave, bool is_new) {
    HostIndexes green;
    auto left = is_new ? options_.soak : std::chrono::seconds{};
    for (const std::size_t host : waves_[wave]) {
      if (!is_green(result_.verdicts[host].outcome)) {
        continue;
      }
      green.push_back(host);
      if (result_.verdicts[host].outcome == HostOutcome::up_to_date) {
        const std::chrono::seconds steady{looks_[host].steady_for.value_or(0)};
        left = std::max(left, options_.soak - std::min(options_.soak, steady));
      }
    }
    if (left.count() > 0) {
      listener_.note(fmt::format("wave {} is left alone for {} s", wave + 1, left.count()));
      work_.pause(left);
    }
    if (work_.interrupted()) {
      return;
    }
    side_by_side(green.size(), looks_at_once(options_.parallel), [&](std::size_t i) {
      HostVerdict& verdict = result_.verdicts[green[i]];
      if (std::string reason = work_.watch(green[i], options_.soak); !reason.empty()) {
        verdict.outcome = HostOutcome::unsteady;
        verdict.reason = std::move(reason);
        listener_.verdict(green[i], verdict);
      }
    });
  }

  /// A wave without any evidence is not green.
  bool is_wave_green(std::size_t wave) const {
    bool any = false;
    for (const std::size_t host : waves_[wave]) {
      const HostOutcome outcome = result_.verdicts[host].outcome;
      any = any || is_green(outcome);
      if (!is_green(outcome) && outcome != HostOutcome::left_out) {
        return false;
      }
    }
    return any || !any_to_do_;
  }

  Result<RolloutResult> stopped_by_interrupt(std::size_t wave) {
    result_.stopped_in = wave;
    result_.interrupted = true;
    return std::move(result_);
  }

  void revoke() {
    for (std::size_t wave = result_.stopped_in; wave > 0; --wave) {
      HostIndexes hosts;
      for (const std::size_t host : waves_[wave - 1]) {
        const HostVerdict& verdict = result_.verdicts[host];
        if (has_release(verdict.outcome) && verdict.outcome != HostOutcome::up_to_date && verdict.result) {
          hosts.push_back(host);
        }
      }
      if (hosts.empty()) {
        continue;
      }
      listener_.note(fmt::format("{} of wave {} {} what ran before", count_of(hosts.size(), "host"), wave,
                                 hosts.size() == 1 ? "gets back" : "get back"));
      side_by_side(hosts.size(), options_.parallel, [&](std::size_t i) { revoke_one(hosts[i]); });
    }
  }

  void revoke_one(std::size_t host) {
    HostVerdict& verdict = result_.verdicts[host];
    const std::string why = verdict.reason;
    if (!verdict.before) {
      verdict.outcome = HostOutcome::not_revoked;
      verdict.reason = "nothing ran there before";
    } else {
      const auto done = work_.put_back(host, *verdict.before, {options_.id, 0, waves_.size(), names_.size()},
                                       listener_.host(host));
      const bool well = done && (done->code == ExitCode::success);
      verdict.outcome = well ? HostOutcome::revoked : HostOutcome::not_revoked;
      verdict.reason = well ? why : done ? done->reason : summary(done.error());
      if (!done) {
        verdict.error = done.error();
      }
    }
    listener_.verdict(host, verdict);
  }

  const std::vector<std::string>& names_;
  const std::vector<HostIndexes>& waves_;
  const RolloutOptions& options_;
  HostWork& work_;
  RolloutListener& listener_;
  std::vector<HostLook> looks_;
  RolloutResult result_;
  bool any_to_do_ = false;
};

}  // namespace

Result<RolloutResult> roll_out(const std::vector<std::string>& names, const std::vector<HostIndexes>& waves,
                               const RolloutOptions& options, HostWork& work, RolloutListener& listener) {
  return RollOut(names, waves, options, work, listener).run();
}

Error same_machine_error(std::string_view one, std::string_view other) {
  return {
      ExitCode::refused, fmt::format("`{}` and `{}` are the same machine", printable(one), printable(other)),
      "they have the same machine id, host keys or root directory, and have been started at the same moment",
      "take one of the names out of HOSTS, and configure again"};
}

std::string rollout_id(std::int64_t now) {
  std::string text;
  for (const char character : utc_text(now)) {
    if (character != '-' && character != ':') {
      text += character;
    }
  }
  return text + "-" + host::make_nonce().substr(0, 6);
}

}  // namespace slipway::deploy
