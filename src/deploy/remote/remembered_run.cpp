#include "deploy/remote/remembered_run.hpp"

#include "util/file.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace slipway::deploy {
namespace {

std::filesystem::path memory(const Settings& settings) {
  return settings.host_directory() / "run";
}

std::string step_text(const host::HostState& host) {
  return host.run_step.empty() ? std::string("before its first step")
                               : fmt::format("in the step {}", printable(host.run_step));
}

}  // namespace

void remember_run(const Settings& settings, const RunName& run) {
  // Only a convenience: without it the next command is silent about an interrupted run.
  std::error_code ignored;
  std::filesystem::create_directories(settings.host_directory(), ignored);
  [[maybe_unused]] const auto written = write_file(memory(settings), run.text() + "\n");
}

void forget_run(const Settings& settings) {
  std::error_code ignored;
  std::filesystem::remove(memory(settings), ignored);
}

std::optional<std::string> news_of_interrupted_run(const Settings& settings, const host::HostState& host) {
  const auto remembered = read_file(memory(settings));
  const auto name = remembered ? RunName::parse(std::string(trim(*remembered))) : std::nullopt;
  const bool ours = name && host.run == name->text();
  if (host.run_state == host::RunState::stopped && (ours || !host.unfinished.empty())) {
    forget_run(settings);
    const auto killed = RunName::parse(host.run.raw());
    return fmt::format("release {}, the last run, was killed on the host {}; {}",
                       killed ? std::to_string(killed->release) : printable(host.run), step_text(host),
                       host.unfinished.empty() ? "it had switched nothing"
                                               : "the next deployment first finishes or undoes its switch");
  }
  if (!name) {
    return {};
  }
  if (!ours) {
    forget_run(settings);
    return fmt::format(
        "the client stopped following release {} before its end, and the last run on the host is another "
        "one; `slipway history` shows if it was recorded",
        name->release);
  }
  if (host.run_state == host::RunState::running) {
    return fmt::format("release {}, which was not followed to its end here, is still being deployed, {}",
                       name->release, step_text(host));
  }
  forget_run(settings);
  const auto words = split(host.run_end.raw(), ' ');
  return fmt::format("release {}, which was not followed to its end here, has ended: {}", name->release,
                     printable(words.size() > 1 ? words[1] : host.run_end.raw()));
}

}  // namespace slipway::deploy
