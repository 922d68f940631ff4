#include "cli/fleet_display.hpp"

#include "cli/drawing.hpp"
#include "cli/locked_listener.hpp"
#include "cli/print.hpp"
#include "cli/terminal.hpp"
#include "report/fleet_view.hpp"
#include "report/json_listener.hpp"
#include "report/plain_listener.hpp"
#include "report/quiet_listener.hpp"
#include "util/log.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace slipway::cli {
namespace {

using deploy::HostIndexes;
using deploy::HostVerdict;
using deploy::PlanOfHost;

void print_plan(const report::FleetName& name, const std::vector<PlanOfHost>& plans,
                const std::vector<HostIndexes>& waves) {
  print(report::fleet_plan_text(name, plans, waves));
  std::fflush(stdout);
}

std::string dated(std::string_view text) {
  return fmt::format("{} {}", utc_text(seconds_since_epoch()), text);
}

class PlainFleet final : public FleetDisplay {
 public:
  PlainFleet(report::FleetName name, const std::vector<std::string>& hosts)
      : name_(std::move(name)), hosts_(hosts), each_(hosts.size(), mutex_, [&](auto& ones, std::size_t host) {
          ones.emplace_back(
              [label = fmt::format("[{}] ", printable(hosts[host]))](std::string_view line) {
                say(label + std::string(line));
              },
              [](const classify::Plan&) {}, seconds_since_epoch, report::Folding::none, debug_log_enabled());
        }) {}

  void plan(const std::vector<PlanOfHost>& plans, const std::vector<HostIndexes>& waves) override {
    print_plan(name_, plans, waves);
  }
  void wave(std::size_t number, std::size_t of, const HostIndexes& hosts) override {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const std::size_t host : hosts) {
      names.push_back(hosts_[host]);
    }
    say(dated(fmt::format("wave {} of {}: {}", number, of, report::some_hosts(names))));
  }
  void note(std::string_view text) override {
    const std::lock_guard lock(mutex_);
    say(dated(printable(text)));
  }
  deploy::Listener& host(std::size_t host) override { return each_.locked(host); }
  void verdict(std::size_t host, const HostVerdict& verdict) override {
    const std::lock_guard lock(mutex_);
    each_.one(host).end(deploy::is_green(verdict.outcome));
    say(fmt::format("[{}] {}", printable(verdict.host), dated(report::verdict_text(verdict))));
  }
  void end(const Result<deploy::RolloutResult>&, ExitCode) override {}

 private:
  report::FleetName name_;
  std::vector<std::string> hosts_;
  std::mutex mutex_;
  OfEachHost<report::PlainListener> each_;
};

class QuietFleet final : public FleetDisplay {
 public:
  explicit QuietFleet(const std::vector<std::string>& hosts)
      : each_(hosts.size(), mutex_, [&](auto& ones, std::size_t host) {
          ones.emplace_back([label = fmt::format("[{}] ", printable(hosts[host]))](std::string_view line) {
            say(label + std::string(line));
          });
        }) {}

  void plan(const std::vector<PlanOfHost>&, const std::vector<HostIndexes>&) override {}
  void wave(std::size_t, std::size_t, const HostIndexes&) override {}
  void note(std::string_view) override {}
  deploy::Listener& host(std::size_t host) override { return each_.locked(host); }
  void verdict(std::size_t host, const HostVerdict& verdict) override {
    const std::lock_guard lock(mutex_);
    each_.one(host).end(deploy::is_green(verdict.outcome));
  }
  void end(const Result<deploy::RolloutResult>&, ExitCode) override {}

 private:
  std::mutex mutex_;
  OfEachHost<report::QuietListener> each_;
};

class JsonFleet final : public FleetDisplay {
 public:
  JsonFleet(report::FleetName name, const std::vector<std::string>& hosts, std::string rollout)
      : name_(std::move(name)),
        rollout_(std::move(rollout)),
        hosts_(hosts),
        each_(hosts.size(), mutex_, [&](auto& ones, std::size_t host) {
          ones.emplace_back(
              [host, this](std::string_view line) {
                Json event = Json::parse(line);
                put_bytes(event, "host", hosts_[host]);
                tell(event);
              },
              seconds_since_epoch);
        }) {}

  void plan(const std::vector<PlanOfHost>& plans, const std::vector<HostIndexes>& waves) override {
    Json event = made("rollout");
    event["rollout"] = rollout_;
    event["summary"] = report::fleet_summary(name_, plans);
    event["waves"] = Json::array();
    for (const HostIndexes& wave : waves) {
      Json names = Json::array();
      for (const std::size_t host : wave) {
        names.push_back(printable(hosts_[host]));
      }
      event["waves"].push_back(std::move(names));
    }
    locked_tell(event);
  }
  void wave(std::size_t number, std::size_t of, const HostIndexes&) override {
    Json event = made("wave");
    event["wave"] = number;
    event["waves"] = of;
    locked_tell(event);
  }
  void note(std::string_view text) override {
    Json event = made("note");
    put_bytes(event, "text", text);
    locked_tell(event);
  }
  deploy::Listener& host(std::size_t host) override { return each_.locked(host); }
  void verdict(std::size_t, const HostVerdict& verdict) override {
    Json event = made("verdict");
    event.update(report::verdict_json(verdict));
    locked_tell(event);
  }
  void end(const Result<deploy::RolloutResult>& result, ExitCode code) override {
    if (!result) {
      report::JsonListener listener([&](std::string_view line) { print_as_is(std::string(line) + "\n"); },
                                    seconds_since_epoch);
      listener.end(result.error());
      return;
    }
    Json event = made("end");
    event["code"] = static_cast<int>(code);
    event["outcome"] = result->interrupted ? "interrupted" : result->complete() ? "complete" : "stopped";
    event["rollout"] = rollout_;
    event["stopped_in"] = result->stopped_in == 0 ? Json(nullptr) : Json(result->stopped_in);
    event["tally"] = deploy::tally_text(result->verdicts);
    event["hosts"] = Json::array();
    for (const HostVerdict& verdict : result->verdicts) {
      event["hosts"].push_back(report::verdict_json(verdict));
    }
    locked_tell(event);
  }

 private:
  static Json made(std::string_view name) {
    return {{"schema", 1}, {"event", name}, {"time", utc_text(seconds_since_epoch())}};
  }
  static void tell(const Json& event) {
    print_as_is(event.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    std::fflush(stdout);
  }
  void locked_tell(const Json& event) {
    const std::lock_guard lock(mutex_);
    tell(event);
  }

  report::FleetName name_;
  std::string rollout_;
  const std::vector<std::string>& hosts_;
  std::mutex mutex_;
  OfEachHost<report::JsonListener> each_;
};

/// Tells a view of what happens on one host.
class ViewedHost final : public deploy::Listener {
 public:
  explicit ViewedHost(report::RunView& view) : view_(view) {}

  void plan(const classify::Plan& plan) override { view_.plan(plan); }
  void note(std::string_view text) override { view_.note(text); }
  void step(std::string_view name) override { view_.step(name, report::RunView::Clock::now()); }
  void step_done(std::string_view name, double seconds) override { view_.step_done(name, seconds); }
  void output(std::string_view line) override { view_.output(line); }
  void health(std::string_view state) override { view_.health(state); }
  void image(std::string_view service) override { view_.image(service); }
  void transfer(const deploy::Transfer& transfer) override { view_.transfer(transfer); }
  void failure_log(std::string_view service) override { view_.failure_log(service); }
  void failure_log_end() override { view_.failure_log_end(); }
  void job(std::string_view service) override { view_.job(service); }

 private:
  report::RunView& view_;
};

class LiveFleet final : public FleetDisplay {
 public:
  LiveFleet(report::FleetName name, const std::vector<std::string>& hosts)
      : name_(std::move(name)),
        view_(hosts),
        each_(hosts.size(), mutex_,
              [&](auto& ones, std::size_t host) { ones.emplace_back(view_.run(host)); }),
        painter_([this] { keep_drawing(); }) {}
  ~LiveFleet() override { stop(); }

  void plan(const std::vector<PlanOfHost>& plans, const std::vector<HostIndexes>& waves) override {
    const std::lock_guard lock(mutex_);
    print_plan(name_, plans, waves);
  }
  void wave(std::size_t number, std::size_t of, const HostIndexes& hosts) override {
    const std::lock_guard lock(mutex_);
    view_.wave(number, of, hosts);
  }
  void note(std::string_view text) override {
    const std::lock_guard lock(mutex_);
    view_.note(text);
  }
  deploy::Listener& host(std::size_t host) override { return each_.locked(host); }
  void verdict(std::size_t host, const HostVerdict& verdict) override {
    const std::lock_guard lock(mutex_);
    view_.verdict(host, verdict, report::RunView::Clock::now());
  }
  void end(const Result<deploy::RolloutResult>&, ExitCode) override { stop(); }

 private:
  void keep_drawing() {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, Drawing::frame, [this] { return ended_; })) {
      draw();
    }
    draw();
  }
  void draw() {
    const Drawing::Size size = Drawing::size();
    drawing_.show(view_.take_lasting(),
                  view_.lines(size.columns - 1, size.rows - std::min<std::size_t>(size.rows, 2),
                              report::RunView::Clock::now()));
  }
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    wake_.notify_all();
    if (painter_.joinable()) {
      painter_.join();
    }
  }

  report::FleetName name_;
  std::mutex mutex_;
  report::FleetView view_;
  OfEachHost<ViewedHost> each_;
  Drawing drawing_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::thread painter_;
};

}  // namespace

std::unique_ptr<FleetDisplay> make_fleet_display(const RunDisplay& display, const report::FleetName& name,
                                                 const std::vector<std::string>& hosts,
                                                 const std::string& rollout) {
  if (display.json) {
    return std::make_unique<JsonFleet>(name, hosts, rollout);
  }
  if (display.quiet) {
    return std::make_unique<QuietFleet>(hosts);
  }
  if (!display.plain && can_draw()) {
    return std::make_unique<LiveFleet>(name, hosts);
  }
  return std::make_unique<PlainFleet>(name, hosts);
}

}  // namespace slipway::cli
