#include "image/ignore/check_ignore.hpp"

#include "image/ignore/ignore_file.hpp"
#include "image/ignore/ignore_rules.hpp"
#include "image/ignore/ignore_set.hpp"
#include "util/error.hpp"
#include "util/file.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <istream>
#include <iterator>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::image {
namespace {

constexpr std::string_view default_name = ".dockerignore";

std::vector<std::string> read_paths(std::istream& in, char separator) {
  std::vector<std::string> paths;
  for (std::string path; std::getline(in, path, separator);) {
    if (!path.empty()) {
      paths.push_back(path);
    }
  }
  return paths;
}

Result<IgnoreRules> load_rules(const CheckIgnoreOptions& options, std::ostream& err) {
  std::error_code unused;
  if (options.ignore_file.empty() && !std::filesystem::exists(default_name, unused)) {
    err << "note: no " << default_name << " here, so every path is included\n";
    return IgnoreRules();
  }
  const std::string name = options.ignore_file.empty() ? std::string(default_name) : options.ignore_file;
  const Result<std::string> bytes = read_file(name);
  if (!bytes) {
    return fail(ExitCode::usage, fmt::format("the ignore file `{}` cannot be read", printable(name)),
                cause_of(bytes.error()), "name one: slipway check-ignore --ignore-file <file>");
  }
  SLIPWAY_TRY_ASSIGN(const IgnoreFile file, read_ignore_file(*bytes, name));
  return IgnoreRules::for_context(file);
}

}  // namespace

Result<void> check_ignore(const CheckIgnoreOptions& options, std::istream& in, std::ostream& out,
                          std::ostream& err) {
  SLIPWAY_TRY_ASSIGN(const IgnoreRules rules, load_rules(options, err));
  for (const std::string& sentence : rules.warnings()) {
    err << "warning: " << printable(sentence) << '\n';
  }
  const std::vector<std::string> paths = read_paths(in, options.stdin0 ? '\0' : '\n');
  SLIPWAY_TRY_ASSIGN(const std::vector<IgnoreVerdict> verdicts, evaluate_paths(rules, paths));
  fmt::memory_buffer lines;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const IgnoreVerdict& verdict = verdicts[i];
    fmt::format_to(std::back_inserter(lines), "{}\t{}", verdict.ignored ? "ignored" : "included", paths[i]);
    if (options.explain) {
      fmt::format_to(std::back_inserter(lines), "\t{}", verdict.line ? std::to_string(*verdict.line) : "-");
    }
    lines.push_back('\n');
    if (verdict.sent_empty) {
      err << "warning: " << printable(paths[i])
          << " is sent to the builder with zero bytes: Docker lists it and then refuses to open it\n";
    }
  }
  out.write(lines.data(), static_cast<std::streamsize>(lines.size()));
  return {};
}

}  // namespace slipway::image
