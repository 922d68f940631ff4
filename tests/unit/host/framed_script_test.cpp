#include "host/connection.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

namespace slipway::host {
namespace {

constexpr const char* nonce = "0123456789abcdef";

std::string output_of(const std::string& framed, const char* shell = "/bin/sh") {
  const auto finished = run({.argv = {shell, "-s"}}, framed);
  return finished ? finished->out : "(no shell)";
}

TEST(FramedScript, PrintsBetweenTheMarks) {
  EXPECT_EQ(output_of(framed_script({"printf '%s|' \"$@\"; exit 3", {"a b", "$x", "it's", "", "\n"}}, nonce,
                                    false)),
            "slipway-begin 0123456789abcdef\na b|$x|it's||\n|slipway-end 0123456789abcdef 3\n");
}

TEST(FramedScript, CannotReadItsOwnText) {
  EXPECT_EQ(output_of(framed_script({"cat; printf done", {}}, nonce, false)),
            "slipway-begin 0123456789abcdef\ndoneslipway-end 0123456789abcdef 0\n");
}

TEST(FramedScript, HoldsTheSessionOpenUntilItsInputEnds) {
  EXPECT_EQ(output_of(framed_script({"printf x", {}}, nonce, true) + "echo never run\n"),
            "slipway-begin 0123456789abcdef\nxslipway-end 0123456789abcdef 0\n");
}

// A link that breaks while the script is on its way must leave the host alone: every cut is tried.
TEST(FramedScript, IsNeverHalfExecuted) {
  const auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory);
  const std::filesystem::path witness = directory->path() / "executed";
  const std::string framed =
      framed_script({"for i in 1 2; do\n  : >\"$1\"\ndone\n: >\"$1\"", {witness.native()}}, nonce, true);
  // Without the closing brace, at whatever byte the text ends.
  for (std::size_t length = 0; length + 2 < framed.size(); ++length) {
    [[maybe_unused]] const auto finished =
        run({.argv = {"/bin/sh", "-s"}}, std::string_view(framed).substr(0, length));
    ASSERT_FALSE(std::filesystem::exists(witness)) << "executed after " << length << " bytes";
  }
  output_of(framed);
  EXPECT_TRUE(std::filesystem::exists(witness));
}

TEST(FramedScript, NoncesDiffer) {
  std::set<std::string> nonces;
  for (int i = 0; i < 100; ++i) {
    nonces.insert(make_nonce());
  }
  EXPECT_EQ(nonces.size(), 100U);
  EXPECT_EQ(nonces.begin()->find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(nonces.begin()->size(), 16U);
}

TEST(GitSshScript, TakesAwayWhatALoginSays) {
  // In place of ssh: a login that greets without an end of line, then what it is to run there.
  const std::string login = "printf 'Welcome.'; echo; printf 'no end'; eval \"$2\"";
  const std::string command = git_ssh_script({"sh", "-c", login, "sh", "slipway"}, "0123456789abcdef");
  // As git runs it: with the host and the command as words of their own. Bytes that are no text stay as they
  // are.
  const auto said = run(
      {.argv = {"sh", "-c", command + " \"$@\"", "git", "host", R"(sh -c "printf 'a\000b\n\nlast'; cat")"}},
      "sent\n");
  ASSERT_TRUE(said);
  EXPECT_EQ(said->out, std::string("a\0b\n\nlastsent\n", 14));
}

TEST(ForAnyShell, ShellsOfAllKindsRunIt) {
  const std::string odd = "a!b $HOME `id` 'x' \"y\"\nnext\\n %s * \xff\x01 é\t~ end";
  const std::string command = for_any_shell("printf '%s' " + shell_quote(odd) + " 2>&1");
  int tried = 0;
  for (const char* shell : {"sh", "bash", "tcsh", "fish"}) {
    SCOPED_TRACE(shell);
    const auto said = run({.argv = {shell, "-c", command}, .environment = {{"HOME", "/dev/null"}}});
    if (said && said->status != 127) {
      EXPECT_EQ(said->out, odd) << said->err;
      ++tried;
    }
  }
  EXPECT_GE(tried, 2);
}

}  // namespace
}  // namespace slipway::host
