#include "util/untrusted.hpp"

#include "util/json.hpp"
#include "util/pasted_command.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace slipway {
namespace {

// What must not compile.
template <class Text>
concept Added = requires(std::string text, Text other) {
  text += other;
};
template <class Text>
concept Joined = requires(std::string text, Text other) {
  text + other;
};
static_assert(Added<std::string> && !Added<Untrusted>);
static_assert(Joined<std::string> && !Joined<Untrusted>);
static_assert(!std::is_convertible_v<Untrusted, std::string>);
static_assert(!std::is_convertible_v<Untrusted, std::string_view>);
static_assert(!std::is_constructible_v<std::string, Untrusted>);
static_assert(!std::is_constructible_v<std::string_view, Untrusted>);
static_assert(fmt::is_formattable<std::string>::value && !fmt::is_formattable<Untrusted>::value);
// A command's own text is a literal: fmt takes no other for a format string at compile time.
static_assert(!std::is_constructible_v<PastedCommand, Untrusted>);

TEST(UntrustedText, IsMadePrintableAndQuotedByTheFunctionsForIt) {
  const Untrusted text = "a\x1b[2J'$(id)\n";
  EXPECT_EQ(printable(text), "a\\x1b[2J'$(id)\\x0a");
  EXPECT_EQ(printable_lines(text), "a\\x1b[2J'$(id)\n");
  EXPECT_EQ(shell_quote(text), shell_quote(text.raw()));
  Json json;
  json["text"] = text;
  EXPECT_EQ(json_text(json), "{\n  \"text\": \"a\\u001b[2J'$(id)\\n\"\n}\n");
}

TEST(UntrustedText, IsComparedAsItStands) {
  EXPECT_EQ(Untrusted("a"), "a");
  EXPECT_NE(Untrusted("a"), Untrusted("b"));
  EXPECT_LT(Untrusted("a"), Untrusted("b"));
  EXPECT_EQ(join(std::vector<Untrusted>{"a", "", "b"}, ", "), "a, , b");
  EXPECT_EQ(trim(Untrusted(" a\n")), "a");
}

/// What a command prints that this machine's shell runs, with `ssh` standing for a shell of a host's, which
/// joins its words as ssh does.
std::string pasted(const std::string& command) {
  const std::string ssh = "ssh() { if [ \"$1\" = -t ]; then shift; fi; shift; sh -c \"$*\"; }\n";
  const auto finished = run({.argv = {"/bin/sh", "-c", ssh + command}});
  return finished && finished->ok() ? finished->out : "(the shell failed)";
}

TEST(PastedCommand, AWordStaysAWordWhateverIsInIt) {
  for (const std::string_view word : {"plain", "", "two words", "$(id)", "`id`", "'; id #", "\"$HOME\"",
                                      "-rf", "*", "~", "a'b'\"c\"", "\\"}) {
    const PastedCommand command("printf '<%s>' {} {}", Untrusted(word), 7);
    const std::string printed = "<" + std::string(word) + "><7>";
    EXPECT_EQ(pasted(command.text()), printed) << command.text();
    EXPECT_EQ(pasted(command.over_ssh("pi", "").text()), printed) << command.over_ssh("pi", "").text();
    // A command is a word of another command's.
    EXPECT_EQ(pasted(PastedCommand("sh -c {}", command.over_ssh("pi", "")).text()),
              "(the shell failed)");  // The inner shell knows no such function: nothing else ran.
    EXPECT_EQ(pasted(PastedCommand("sh -c {}", command).text()), printed);
  }
}

TEST(PastedCommand, ControlCharactersAreShownAndNotPasted) {
  EXPECT_EQ(PastedCommand("docker stop {}", Untrusted("a\x1b[2J\r\nid")).text(),
            "docker stop 'a\\x1b[2J\\x0d\\x0aid'");
}

TEST(PastedCommand, SudoGetsATerminalOverSsh) {
  EXPECT_EQ(PastedCommand("sudo chown {} {}/.slipway", Untrusted("me"), Untrusted("/srv/my app"))
                .over_ssh("pi", "my config")
                .text(),
            "ssh -t -F 'my config' pi 'sudo chown me '\\''/srv/my app'\\''/.slipway'");
  EXPECT_EQ(PastedCommand("docker info").over_ssh("pi", "").text(), "ssh pi 'docker info'");
}

}  // namespace
}  // namespace slipway
