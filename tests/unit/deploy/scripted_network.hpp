#pragma once

#include "host/connection.hpp"
#include "host/scripts.hpp"
#include "util/text.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace slipway::testing_support {

/// A host that answers as a test says, script by script, and writes down what it was asked. Nothing waits:
/// its clock moves only when somebody pauses, or
/// an answer takes its time.
class ScriptedNetwork final : public host::Network {
 public:
  /// What one script prints, and how it ends: with its status, or with the connection.
  struct Answer {
    std::string out;
    int status = 0;
    bool lost = false;
    std::chrono::seconds takes = {};
    std::string because = "it ended";  ///< Of a connection that is lost, or could not be made.
  };

  /// The next answer to a script of this name; the last one of a name is given again and again.
  void answers(const std::string& script, Answer answer) { answers_[script].push_back(std::move(answer)); }
  /// After the first connection the host cannot be reached any more.
  void then_cannot_be_reached() { goes_away_ = true; }

  /// "open probe", "run launch", "pause" …
  const std::vector<std::string>& events() const { return events_; }
  std::string told() const { return join(events_, ", "); }
  /// The arguments of the last script of this name.
  const std::vector<std::string>& arguments(const std::string& script) { return arguments_[script]; }

  Result<std::unique_ptr<host::Connection>> open(const host::Destination& destination,
                                                 const host::Script& first,
                                                 host::ScriptResult& result) override;
  Clock::time_point now() override { return now_; }
  void pause(std::chrono::milliseconds time) override {
    events_.emplace_back("pause");
    now_ += time;
  }

 private:
  class Line final : public host::Connection {
   public:
    explicit Line(ScriptedNetwork& network) : network_(network) {}
    Result<int> follow(const host::Script& script, const Sink& sink, std::chrono::milliseconds) override {
      return network_.answer("run ", script, sink);
    }
    Result<unsigned> forward_from_host(unsigned) const override { return 0; }
    Command command(const std::string&) const override { return {.argv = {"false"}}; }
    std::string git_ssh_command() const override { return "false"; }

   private:
    ScriptedNetwork& network_;
  };

  static std::string name_of(const host::Script& script) {
    const std::pair<const char*, std::string_view> names[] = {
        {"probe", host::probe_sh},     {"launch", host::launch_sh}, {"prepare", host::prepare_sh},
        {"confirm", host::confirm_sh}, {"wait", host::wait_sh},     {"cancel", host::cancel_sh},
        {"secrets", host::secrets_sh}};
    for (const auto& [name, text] : names) {
      if (script.text.find(text) != std::string::npos) {
        return name;
      }
    }
    return script.text;
  }

  Result<int> answer(const std::string& how, const host::Script& script, const host::Connection::Sink& sink) {
    const std::string name = name_of(script);
    events_.push_back(how + name);
    arguments_[name] = script.arguments;
    std::deque<Answer>& prepared = answers_[name];
    const Answer given = prepared.empty() ? Answer{} : prepared.front();
    if (prepared.size() > 1) {
      prepared.pop_front();
    }
    now_ += given.takes;
    sink(with_nonce(given.out));
    if (given.lost) {
      return fail(ExitCode::connection_lost, "the connection to the host was lost", given.because, "");
    }
    return given.status;
  }

  /// The run's own, in place of NONCE: the client has chosen it.
  std::string with_nonce(std::string text) {
    const std::vector<std::string>& launched = arguments_["launch"];
    const std::string directory = launched.empty() ? std::string{} : launched.front();
    const std::string nonce = directory.substr(directory.rfind('-') + 1);
    for (std::size_t at = text.find("NONCE"); at != std::string::npos; at = text.find("NONCE")) {
      text.replace(at, 5, nonce);
    }
    return text;
  }

  std::map<std::string, std::deque<Answer>> answers_;
  std::map<std::string, std::vector<std::string>> arguments_;
  std::vector<std::string> events_;
  bool goes_away_ = false;
  Clock::time_point now_;
};

inline Result<std::unique_ptr<host::Connection>> ScriptedNetwork::open(const host::Destination&,
                                                                       const host::Script& first,
                                                                       host::ScriptResult& result) {
  if (goes_away_ && !events_.empty()) {
    return fail(ExitCode::unreachable, "a host", "silence", "");
  }
  const auto keep = [&](std::string_view piece) {
    result.out += piece;
    return true;
  };
  SLIPWAY_TRY_ASSIGN(result.status, answer("open ", first, keep));
  return std::make_unique<Line>(*this);
}

}  // namespace slipway::testing_support
