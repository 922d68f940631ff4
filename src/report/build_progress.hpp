#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace slipway::report {

/// How far a build is, from what the builder prints: BuildKit's plain progress ("#7 [web 2/4] RUN …", "#7
/// CACHED") or the classic builder's ("Step 3/9 : RUN …"). Anything else is a program's own output and says
/// nothing.
class BuildProgress {
 public:
  /// Takes a line of output. True if it says something new about the steps.
  bool take(std::string_view line);

  /// The step at work: "[web 2/4] RUN pip install"; empty before the first. Not yet fit for a terminal.
  const std::string& current() const { return current_; }
  /// Its number and how many there are; 0 if that is not known.
  std::size_t number() const { return number_; }
  std::size_t total() const { return total_; }
  /// How many steps the builder had nothing to do for.
  std::size_t cached() const { return cached_; }
  /// How many steps have begun that can run or be reused, as plans count them: without base images.
  std::size_t steps() const { return steps_; }

 private:
  bool take_buildkit(std::string_view vertex, std::string_view rest);
  bool take_classic(std::string_view rest);
  void begin(std::string title, std::string_view count);

  std::map<std::string, std::string, std::less<>> titles_;  ///< Of BuildKit's vertices, by number.
  std::string current_;
  std::size_t number_ = 0;
  std::size_t total_ = 0;
  std::size_t cached_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace slipway::report
