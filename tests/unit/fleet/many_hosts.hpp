#pragma once

#include "deploy/scripted_network.hpp"

#include <map>
#include <mutex>
#include <string>

namespace slipway::testing_support {

/// A network of hosts, each of which answers by itself.
class ManyHosts final : public host::Network {
 public:
  ScriptedNetwork& at(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return hosts_[name];
  }
  Result<std::unique_ptr<host::Connection>> open(const host::Destination& destination,
                                                 const host::Script& first,
                                                 host::ScriptResult& result) override {
    return at(destination.host).open(destination, first, result);
  }
  Clock::time_point now() override { return time; }
  void pause(std::chrono::milliseconds) override {}

  Clock::time_point time = {};

 private:
  std::mutex mutex_;
  std::map<std::string, ScriptedNetwork> hosts_;
};

/// What an empty host says.
inline ScriptedNetwork::Answer first_look() {
  std::string out;
  for (const std::string record :
       {"directory /srv/app", "directory-state present", "journal-state none", "run-state none", "has git",
        "has docker", "has flock", "has setsid", "engine 26.1.5 26.1.5 amd64", "buildx yes",
        "compose-v2 2.26.1", "free 99999999", "docker-free 99999999"}) {
    out += record + '\0';
  }
  return {.out = out};
}

}  // namespace slipway::testing_support
