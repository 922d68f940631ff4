#include "cli/console.hpp"

#include "cli/print.hpp"
#include "cli/terminal.hpp"
#include "report/plan_report.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace slipway::cli {
namespace {

/// What a step means to the person who waits for it.
std::string_view explanation(std::string_view step) {
  if (step == "Ship") {
    return "sending the changed files";
  }
  if (step == "Build-Here") {
    return "on this machine; the old release keeps running";
  }
  if (step == "Send") {
    return "bringing the images to the host";
  }
  if (step == "Stage") {
    return "checking out for the build, beside the running release";
  }
  if (step == "Build") {
    return "the old release keeps running";
  }
  if (step == "Switch") {
    return "putting the new release in place";
  }
  if (step == "Health") {
    return "waiting until it is healthy";
  }
  if (step == "Confirm") {
    return "the smoke tests here have to pass, over a connection of their own";
  }
  if (step == "Restore") {
    return "putting the old release back";
  }
  return "removing what no kept release needs";
}

}  // namespace

void Console::plan(const classify::Plan& plan) {
  print(report::plan_text(plan, style_for(stdout)));
  std::fflush(stdout);
}

void Console::note(std::string_view text) {
  say("    " + printable(text));
}

void Console::step(std::string_view name) {
  say(fmt::format("==> {}: {}", printable(name), explanation(name)));
}

void Console::step_done(std::string_view name, double seconds) {
  say(fmt::format("    {} took {}", printable(name), duration_text(seconds)));
}

void Console::output(std::string_view line) {
  if (!line.empty()) {
    say("    | " + printable_with_colour(trim(line)));
  }
}

void Console::health(std::string_view state) {
  say("    " + printable(state));
}

}  // namespace slipway::cli
