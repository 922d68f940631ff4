#include "image/ignore/check_ignore.hpp"
#include "util/file.hpp"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

// `slipway check-ignore` as a whole, reading, evaluating and writing: 100,000 paths against 100 patterns.
// The figure to reach is one second on one core.

namespace {

constexpr std::size_t path_count = 100'000;
constexpr std::size_t pattern_count = 100;

/// A tree of 100,000 files in 1,110 directories, four deep, as `git ls-files` would list it.
std::string paths() {
  const std::vector<std::string> extensions = {"py", "md", "cpp", "hpp", "txt", "json", "pyc", "o"};
  std::string list;
  for (std::size_t i = 0; i < path_count; ++i) {
    list.append("component").append(std::to_string(i / 10'000));
    list.append("/package").append(std::to_string(i / 1'000 % 10));
    list.append("/module").append(std::to_string(i / 100 % 10));
    list.append("/source_file_").append(std::to_string(i));
    list.append(".").append(extensions[i % extensions.size()]).append("\n");
  }
  return list;
}

/// `pattern_count` lines from templates in which `#` stands for the number of the line.
std::string patterns(const std::vector<std::string>& templates) {
  std::string file;
  for (std::size_t i = 0; i < pattern_count; ++i) {
    const std::string number = std::to_string(i);
    for (const char letter : templates[i % templates.size()]) {
      file += letter == '#' ? number : std::string(1, letter);
    }
    file += '\n';
  }
  return file;
}

void check_ignore(benchmark::State& state, const std::vector<std::string>& templates) {
  const auto directory = slipway::TemporaryDirectory::create();
  const std::string name = directory->path() / "ignore";
  if (!slipway::write_file(name, patterns(templates))) {
    state.SkipWithError("the ignore file cannot be written");
    return;
  }
  slipway::image::CheckIgnoreOptions options;
  options.ignore_file = name;
  const std::string input = paths();
  for (auto _ : state) {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    if (!slipway::image::check_ignore(options, in, out, err)) {
      state.SkipWithError("check-ignore failed");
    }
    benchmark::DoNotOptimize(out);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(path_count) * state.iterations());
}

// What people write: extensions everywhere, directories, a few files taken back.
BENCHMARK_CAPTURE(check_ignore, everyday_patterns,
                  {"**/*.ext#", "build#", "**/cache#", "docs#/**", "*.tmp#", "!docs#/keep.md"})
    ->Unit(benchmark::kMillisecond);
// Patterns that stay undecided to the last character of every path.
BENCHMARK_CAPTURE(check_ignore, undecided_patterns, {"**/*source*#*.x#"})->Unit(benchmark::kMillisecond);
// Everything out, one file in each line back in: both of BuildKit's algorithms run for each file that is
// sent.
BENCHMARK_CAPTURE(check_ignore, exclusions, {"**", "!**/source_file_#*", "!component#", "**/*_#.pyc"})
    ->Unit(benchmark::kMillisecond);
// Characters that leak into the regular expression.
BENCHMARK_CAPTURE(check_ignore, leaking_expressions, {"**/*\\d{3,}#\\b*|x#", "**/[[:alpha:]_]*#[^5].py"})
    ->Unit(benchmark::kMillisecond);

}  // namespace
