#include "deploy/run/build_failure.hpp"

#include "util/text.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace slipway::deploy {
namespace {

constexpr std::string_view digits = "0123456789";

/// "#7" of a line "#7 …" of BuildKit's; empty of another line.
std::string_view vertex_of(std::string_view line) {
  const std::size_t end = line.starts_with('#') ? line.find_first_not_of(digits, 1) : std::string_view::npos;
  return end != std::string_view::npos && end > 1 && line[end] == ' ' ? line.substr(0, end)
                                                                      : std::string_view{};
}

/// Of the classic builder: "The command '/bin/sh -c exit 3' returned a non-zero code: 3".
bool is_classic_error(std::string_view line) {
  constexpr std::string_view before_code = " returned a non-zero code: ";
  const std::size_t at = line.rfind(before_code);
  return line.starts_with("The command ") && at != std::string_view::npos && at >= 12 &&
         number_of<unsigned>(line.substr(at + before_code.size())).has_value();
}

bool is_killed(std::string_view line) {
  constexpr std::array<std::string_view, 2> ends{"exit code: 137", "non-zero code: 137"};
  constexpr std::array<std::string_view, 3> words{"signal: killed", "annot allocate memory",
                                                  "ResourceExhausted"};
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return line.ends_with(end); }) ||
         std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return line.find(word) != std::string_view::npos; });
}

}  // namespace

std::string why_build_failed(std::string_view output) {
  constexpr std::string_view error = " ERROR: ";
  std::map<std::string, std::string, std::less<>> steps;
  std::string why;
  std::string last;
  for (std::string& line : split(output, '\n')) {
    std::replace_if(
        line.begin(), line.end(), [](char character) { return character == '\r' || character == '\t'; }, ' ');
    const std::string_view vertex = vertex_of(line);
    const std::string_view rest = std::string_view(line).substr(vertex.size());
    if (!vertex.empty() && rest.starts_with(" [")) {
      steps[std::string(vertex)] = rest.substr(1);
    } else if (!vertex.empty() && rest.starts_with(error)) {
      const auto step = steps.find(vertex);
      why = (step == steps.end() ? std::string{} : step->second + ": ").append(rest.substr(error.size()));
    } else if (line.starts_with("ERROR: ") || line.starts_with("Error response from daemon: ")) {
      last = line;
    } else if (is_classic_error(line)) {
      why = line;
    }
  }
  why = why.empty() ? last : why;
  for (const std::string_view prefix : {"ERROR: failed to solve: ", "ERROR: "}) {
    if (why.starts_with(prefix)) {
      why.erase(0, prefix.size());
      break;
    }
  }
  if (is_killed(why)) {
    why += " (killed, as the kernel does if memory runs out)";
  }
  constexpr std::size_t most = 500;
  constexpr std::size_t kept = 240;
  return why.size() > most ? why.substr(0, kept) + " ... " + why.substr(why.size() - kept) : why;
}

}  // namespace slipway::deploy
