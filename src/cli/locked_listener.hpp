#pragma once

#include "deploy/run/listener.hpp"

#include <deque>
#include <mutex>
#include <string_view>

namespace slipway::cli {

/// Hands every call on while it holds a lock that the listeners of all hosts share.
class LockedListener final : public deploy::Listener {
 public:
  LockedListener(std::mutex& mutex, deploy::Listener& listener) : mutex_(mutex), listener_(listener) {}

  void plan(const classify::Plan& plan) override {
    locked([&] { listener_.plan(plan); });
  }
  void note(std::string_view text) override {
    locked([&] { listener_.note(text); });
  }
  void step(std::string_view name) override {
    locked([&] { listener_.step(name); });
  }
  void step_done(std::string_view name, double seconds) override {
    locked([&] { listener_.step_done(name, seconds); });
  }
  void output(std::string_view line) override {
    locked([&] { listener_.output(line); });
  }
  void hook_output(std::string_view line) override {
    locked([&] { listener_.hook_output(line); });
  }
  void health(std::string_view state) override {
    locked([&] { listener_.health(state); });
  }
  void image(std::string_view service) override {
    locked([&] { listener_.image(service); });
  }
  void transfer(const deploy::Transfer& transfer) override {
    locked([&] { listener_.transfer(transfer); });
  }
  void failure_log(std::string_view service) override {
    locked([&] { listener_.failure_log(service); });
  }
  void failure_log_end() override {
    locked([&] { listener_.failure_log_end(); });
  }
  void job(std::string_view service) override {
    locked([&] { listener_.job(service); });
  }
  void job_end() override {
    locked([&] { listener_.job_end(); });
  }

 private:
  template <class Call>
  void locked(const Call& call) {
    const std::lock_guard lock(mutex_);
    call();
  }

  std::mutex& mutex_;
  deploy::Listener& listener_;
};

/// A listener for each host, all behind one lock.
template <class One>
class OfEachHost {
 public:
  template <class Make>
  OfEachHost(std::size_t hosts, std::mutex& mutex, const Make& make) {
    for (std::size_t host = 0; host < hosts; ++host) {
      make(ones_, host);
      locked_.emplace_back(mutex, ones_.back());
    }
  }
  One& one(std::size_t host) { return ones_[host]; }
  deploy::Listener& locked(std::size_t host) { return locked_[host]; }

 private:
  std::deque<One> ones_;
  std::deque<LockedListener> locked_;
};

}  // namespace slipway::cli
