#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::cli {

struct Command;

/// The options and words that one command takes. What they set must live as long as the parsing; help texts
/// name the default themselves. CLI11 does the work, behind this header because it takes seconds to compile.
class Arguments {
 public:
  struct Parser;
  explicit Arguments(Parser& parser) : parser_(parser) {}

  void option(const char* names, std::string& value, const char* help);
  void required(const char* names, std::string& value, const char* help);
  /// One of the values, or a usage error that lists them.
  void choice(const char* names, std::string& value, const std::vector<std::string>& values,
              const char* help);
  /// One of the values each time it is given.
  void choices(const char* names, std::vector<std::string>& chosen, const std::vector<std::string>& values,
               const char* help);
  void count(const char* names, std::size_t& value, const char* help);
  /// One value each time it is given.
  void repeated(const char* names, std::vector<std::string>& values, const char* help);
  /// A flag that may be given a value, after `=` only; without one, `value` becomes `bare`.
  void flag_with_value(const char* name, const char* bare, std::string& value, const char* help);
  void flag(const char* names, bool& value, const char* help);

  /// Words without a dash, in the order they are declared in.
  void word(const char* name, std::string& value, const char* help);
  /// One of the values; the command cannot do without it.
  void required_choice(const char* names, std::string& value, const std::vector<std::string>& values,
                       const char* help);
  void number(const char* name, std::optional<std::uint64_t>& value, const char* help);
  void words(const char* name, std::vector<std::string>& values, const char* help);

  /// Shown below the options by --help.
  void footer(const char* text);

 private:
  Parser& parser_;
};

/// One option or word of a command, as it was declared.
struct ArgumentEntry {
  std::vector<std::string> names;    ///< `-n`, `--most`; a word has its own name, without a dash.
  std::string value;                 ///< What --help calls its value, such as TEXT; empty for a flag.
  std::vector<std::string> choices;  ///< The only values there are; empty if any will do.
  std::string help;
  bool required = false;
  bool repeated = false;

  bool is_word() const { return !names.front().starts_with('-'); }
};

/// A command with everything it takes: the one table that --help, the completions, the manual pages and the
/// reference pages are made from.
struct CommandEntry {
  std::string name;
  std::string summary;
  bool hidden = false;
  std::vector<ArgumentEntry> arguments;
};

/// What the commands declare. The first entry, without a name, has the options that go before a command.
std::vector<CommandEntry> describe(const std::vector<const Command*>& commands);

/// Parses the command line and runs the command it names. Prints what goes wrong; the exit status of the
/// process.
int parse_and_run(const std::vector<const Command*>& commands, int argc, char** argv);

}  // namespace slipway::cli
