#pragma once

#include "deploy/fleet/roll_out.hpp"
#include "report/run_view.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace slipway::report {

/// A roll-out as it looks on a terminal at one moment: lines that stay (of each wave, and of each host that
/// is done), and below them a summary and a line for each host that is at work. Knows no terminal and no
/// clock.
class FleetView {
 public:
  explicit FleetView(const std::vector<std::string>& names);

  /// What was learned since the last call, as lines that stay.
  std::vector<std::string> take_lasting();
  /// The lines to draw below them now: none wider than `columns`, no more than `rows`. If there is no room
  /// for each host at work, the last line says how many more there are.
  std::vector<std::string> lines(std::size_t columns, std::size_t rows, RunView::Clock::time_point now) const;

  void wave(std::size_t number, std::size_t of, const deploy::HostIndexes& hosts);
  void note(std::string_view text);
  void verdict(std::size_t host, const deploy::HostVerdict& verdict, RunView::Clock::time_point now);
  /// What is known of the run on one host, to be told of what happens in it.
  RunView& run(std::size_t host) { return hosts_[host].run; }

 private:
  struct Host {
    std::string name;
    RunView run = {};
    bool at_work = false;
    deploy::HostOutcome outcome = deploy::HostOutcome::not_begun;
  };
  std::string summary(std::size_t columns) const;

  std::deque<Host> hosts_;
  std::vector<std::string> lasting_;
  std::size_t wave_ = 0;
  std::size_t waves_ = 0;
};

}  // namespace slipway::report
