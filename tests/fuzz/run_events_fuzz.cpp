#include "deploy/run/run_events.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using slipway::deploy::RunEvents;

/// What a person would have been told.
class Recorder : public slipway::deploy::Listener {
 public:
  void plan(const slipway::classify::Plan&) override {}
  void step(std::string_view name) override { add("step", name); }
  void step_done(std::string_view name, double) override { add("done", name); }
  void health(std::string_view text) override { add("health", text); }
  void note(std::string_view text) override { add("note", text); }
  void output(std::string_view line) override { add("output", line); }
  void image(std::string_view service) override { add("image", service); }
  void transfer(const slipway::deploy::Transfer&) override {}
  void failure_log(std::string_view service) override { add("logs", service); }
  void failure_log_end() override { add("logs-end", ""); }
  std::string told;

 private:
  void add(std::string_view kind, std::string_view text) {
    told.append(kind).append(" ").append(text).append("\n");
  }
};

}  // namespace

// The first byte says how the log of a run arrives in pieces, the rest is the log. It means the same however
// it is cut, and without the nonce in it nothing but output comes of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::size_t piece = data[0] + 1U;
  const std::string_view log(reinterpret_cast<const char*>(data + 1), size - 1);
  Recorder whole;
  RunEvents at_once("n0nce", whole);
  at_once.take(log);
  Recorder cut;
  RunEvents in_pieces("n0nce", cut);
  for (std::size_t at = 0; at < log.size(); at += piece) {
    in_pieces.take(log.substr(at, piece));
  }
  // A line that never ends is shown in pieces, and those may differ.
  constexpr std::size_t longest = 16000;
  const bool long_line = log.size() > longest;
  if (!long_line && (whole.told != cut.told || at_once.entry_bytes() != in_pieces.entry_bytes() ||
                     at_once.end().has_value() != in_pieces.end().has_value())) {
    std::abort();
  }
  if (log.find("@n0nce ") == std::string_view::npos && (at_once.end() || !at_once.entry().empty())) {
    std::abort();
  }
  return 0;
}
