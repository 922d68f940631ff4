// What a deployment to 500 hosts costs here, without any of them: each answers through the interfaces of the
// connection. Planning with what the hosts say, the live view, the summary, and the status. Prints JSON. The
// figures to reach are one second and 200 MB.
#include "deploy/fleet/fleet_status.hpp"
#include "deploy/fleet/host_work.hpp"
#include "deploy/fleet/roll_out.hpp"
#include "deploy/plan/journal.hpp"
#include "fleet/many_hosts.hpp"
#include "git/scratch_repository.hpp"
#include "report/fleet_report.hpp"
#include "report/fleet_status.hpp"
#include "report/fleet_view.hpp"
#include "util/time.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <deque>
#include <mutex>
#include <numeric>

namespace {

using namespace slipway;
using testing_support::ManyHosts;
using testing_support::ScratchRepository;

constexpr std::size_t host_count = 500;

/// Plans with what the hosts say; the deployments themselves are not carried out.
class PlannedOnly final : public deploy::HostWork {
 public:
  explicit PlannedOnly(deploy::FleetWork& work) : work_(work) {}
  deploy::HostLook look(std::size_t host) override { return work_.look(host); }
  void looked() override { work_.looked(); }
  Result<deploy::DeployResult> deploy(std::size_t, const deploy::Rollout&,
                                      deploy::Listener& listener) override {
    for (const char* step : {"Ship", "Stage", "Build", "Switch", "Health", "Tidy"}) {
      listener.step(step);
      listener.output("a line of output");
      listener.step_done(step, 1.5);
    }
    deploy::DeployResult result;
    result.release = 2;
    result.outcome = deploy::RunOutcome::deployed;
    return result;
  }
  bool has_tests() const override { return false; }
  Result<bool> test(std::size_t, deploy::Listener&) override { return true; }
  std::string watch(std::size_t, std::chrono::seconds) override { return {}; }
  Result<deploy::DeployResult> put_back(std::size_t, std::uint64_t, const deploy::Rollout&,
                                        deploy::Listener&) override {
    return deploy::DeployResult{};
  }
  void pause(std::chrono::seconds) override {}
  bool interrupted() const override { return false; }

 private:
  deploy::FleetWork& work_;
};

/// What a terminal of 80 x 24 is drawn with after each thing that happens.
class Drawn final : public deploy::RolloutListener {
 public:
  Drawn(report::FleetName name, const std::vector<std::string>& hosts)
      : name_(std::move(name)), view_(hosts) {
    for (std::size_t i = 0; i < hosts.size(); ++i) {
      each_.emplace_back(*this, i);
    }
  }
  void plan(const std::vector<deploy::PlanOfHost>& plans,
            const std::vector<deploy::HostIndexes>& waves) override {
    text = report::fleet_plan_text(name_, plans, waves);
    planned = report::RunView::Clock::now();
  }
  void wave(std::size_t number, std::size_t of, const deploy::HostIndexes& hosts) override {
    draw([&] { view_.wave(number, of, hosts); });
  }
  void note(std::string_view note) override {
    draw([&] { view_.note(note); });
  }
  deploy::Listener& host(std::size_t host) override { return each_[host]; }
  void verdict(std::size_t host, const deploy::HostVerdict& verdict) override {
    draw([&] { view_.verdict(host, verdict, report::RunView::Clock::now()); });
  }

  std::string text;
  report::RunView::Clock::time_point planned;
  std::size_t frames = 0;

 private:
  class One final : public deploy::Listener {
   public:
    One(Drawn& all, std::size_t host) : all_(all), host_(host) {}
    void plan(const classify::Plan&) override {}
    void note(std::string_view) override {}
    void step(std::string_view name) override {
      all_.draw([&] { all_.view_.run(host_).step(name, report::RunView::Clock::now()); });
    }
    void step_done(std::string_view name, double seconds) override {
      all_.draw([&] { all_.view_.run(host_).step_done(name, seconds); });
    }
    void output(std::string_view line) override {
      all_.draw([&] { all_.view_.run(host_).output(line); });
    }
    void health(std::string_view) override {}
    void image(std::string_view) override {}
    void transfer(const deploy::Transfer&) override {}
    void failure_log(std::string_view) override {}
    void failure_log_end() override {}

   private:
    Drawn& all_;
    std::size_t host_;
  };
  template <class Change>
  void draw(const Change& change) {
    const std::lock_guard lock(mutex_);
    change();
    view_.take_lasting();
    frames += view_.lines(80, 24, report::RunView::Clock::now()).empty() ? 0 : 1;
  }

  report::FleetName name_;
  std::mutex mutex_;
  report::FleetView view_;
  std::deque<One> each_;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Processor seconds of this process and of the programs that it has waited for.
double processor_seconds() {
  double seconds = 0;
  for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage = {};
    ::getrusage(who, &usage);
    for (const timeval& part : {usage.ru_utime, usage.ru_stime}) {
      seconds += static_cast<double>(part.tv_sec) + static_cast<double>(part.tv_usec) / 1e6;
    }
  }
  return seconds;
}

}  // namespace

int main() {
  ScratchRepository scratch;
  scratch.write("compose.yaml", "services: {web: {build: .}}\n");
  scratch.write("Dockerfile", "FROM slipway/base:1\nCOPY site /site\n");
  scratch.write("site/answer", "one\n");
  scratch.commit("first");
  const std::string tree = scratch.git({"rev-parse", "HEAD^{tree}"});
  const std::string entry = scratch.git(
      {"commit-tree", tree, "-m",
       "Release 1\n\nRelease: 1\nOutcome: deployed\nFinished: 2026-11-30T12:00:00Z\nSource-Commit: " +
           scratch.git({"rev-parse", "HEAD"})});
  scratch.write("site/answer", "two\n");
  scratch.commit("second");

  deploy::Settings settings;
  settings.place.deployment = "app";
  settings.place.environment = "greenhouse";
  settings.place.directory = "/srv/app";
  settings.application.root = settings.application.source_directory = scratch.path();
  settings.application.compose_files = {"compose.yaml"};
  settings.file = scratch.beside("settings.json");
  ManyHosts network;
  std::vector<std::string> names;
  std::string references;
  for (std::size_t i = 0; i < host_count; ++i) {
    names.push_back(fmt::format("pi{}", i));
    settings.fleet.hosts.push_back({names.back(), "/srv/app", {}, {}});
    auto look = testing_support::first_look();
    const std::vector<std::string> records{"journal-state present", "journal " + entry, "deployed " + entry};
    for (const std::string& record : records) {
      look.out += record + '\0';
    }
    network.at(names.back()).answers("probe", look);
    const std::string record = "refs/slipway/app/greenhouse/hosts/" + names.back();
    references += fmt::format("create {0}/journal {1}\ncreate {0}/deployed {1}\n", record, entry);
  }
  scratch.git({"update-ref", "--stdin"}, references);

  const double idle = processor_seconds();
  const auto start = std::chrono::steady_clock::now();
  auto common = deploy::find_common(settings, {}, [](std::string_view) {});
  if (!common) {
    std::fputs(summary(common.error()).c_str(), stderr);
    return 1;
  }
  deploy::FleetWork work(
      deploy::settings_of_hosts(settings), {}, std::move(*common),
      [](const deploy::Settings&, deploy::Listener&) { return deploy::ClientTests{}; }, network);
  PlannedOnly planned(work);
  const report::FleetName name{"app", "greenhouse"};
  Drawn drawn(name, names);
  deploy::HostIndexes all(host_count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto result =
      deploy::roll_out(names, *deploy::split_into_waves(all, {"1", "10%"}), {.id = "r"}, planned, drawn);
  const std::string tally = result ? deploy::tally_text(result->verdicts) : summary(result.error());
  const double rollout = seconds_since(start);
  const double planning = std::chrono::duration<double>(drawn.planned - start).count();

  const double rollout_cpu = processor_seconds() - idle;
  const auto again = std::chrono::steady_clock::now();
  const auto looks = deploy::look_at_fleet(settings, std::chrono::seconds(4), network);
  const std::string table =
      looks ? report::fleet_status_text(name, *looks, seconds_since_epoch(), 80) : summary(looks.error());
  const double status = seconds_since(again);
  const double status_cpu = processor_seconds() - idle - rollout_cpu;

  rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  std::fprintf(stderr, "%s%s\n%s", drawn.text.c_str(), tally.c_str(),
               table.substr(0, table.find('\n') + 1).c_str());
  std::printf(
      "{\"hosts\": %zu, \"planning\": %.3f, \"view_and_summary\": %.3f, \"frames\": %zu, \"processor\": "
      "%.3f, "
      "\"status\": %.3f, \"status_processor\": %.3f, \"megabytes\": %.1f}\n",
      host_count, planning, rollout - planning, drawn.frames, rollout_cpu, status, status_cpu,
      static_cast<double>(usage.ru_maxrss) / 1024);
  return result && looks ? 0 : 1;
}
