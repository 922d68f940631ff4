#include "host/connection.hpp"

#include "util/file.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace slipway::host {
namespace {

/// An ssh of our own in PATH, which notes each host that it is called for, and has a shell of this machine
/// answer.
class OwnSsh : public testing::Test {
 protected:
  OwnSsh() : directory_(*TemporaryDirectory::create()), path_(std::getenv("PATH")) {
    std::signal(SIGPIPE,
                SIG_IGN);  // as the program does: an ssh that fails may be gone before it was written to
    say("exec /bin/sh -s\n");
    ::setenv("PATH", (directory_.path().native() + ":" + path_).c_str(), 1);
  }
  ~OwnSsh() override { ::setenv("PATH", path_.c_str(), 1); }

  /// What it does once it has noted the host.
  void say(const std::string& body) {
    const auto ssh = directory_.path() / "ssh";
    EXPECT_TRUE(write_file(ssh, "#!/bin/sh\nuntil [ \"$1\" = -- ]; do shift; done\necho \"$2\" >>'" +
                                    (directory_.path() / "hosts").native() + "'\n" + body));
    std::filesystem::permissions(ssh, std::filesystem::perms::owner_all);
  }
  std::string called() const { return read_file(directory_.path() / "hosts").value_or(""); }

  static std::string answer(const Destination& destination) {
    ScriptResult result;
    const auto connection = ssh_network().open(destination, {"echo \"$1\"", {"hello"}}, result);
    return connection ? result.out : connection.error().what;
  }

 private:
  TemporaryDirectory directory_;
  std::string path_;
};

TEST_F(OwnSsh, ALoginThatHasBegunIsTheOneThatIsUsed) {
  ssh_network().log_in_ahead({.host = "pi", .ssh_config = {}});
  EXPECT_EQ(answer({.host = "pi", .ssh_config = {}}), "hello\n");
  EXPECT_EQ(called(), "pi\n");
  EXPECT_EQ(answer({.host = "pi", .ssh_config = {}}), "hello\n");
  EXPECT_EQ(called(), "pi\npi\n") << "a login is for one connection";
}

TEST_F(OwnSsh, ALoginToAnotherHostIsNotUsed) {
  ssh_network().log_in_ahead({.host = "pi", .ssh_config = {}});
  EXPECT_EQ(answer({.host = "other", .ssh_config = {}}), "hello\n");
  EXPECT_EQ(answer({.host = "other", .ssh_config = {}, .compress = true}), "hello\n");
  const std::string before = called();
  EXPECT_EQ(answer({.host = "pi", .ssh_config = {}}), "hello\n");
  EXPECT_EQ(called(), before + "pi\n") << "the login that began ahead has ended";
}

TEST_F(OwnSsh, TheErrorOfALoginThatHasBegunIsSaid) {
  say("echo 'ssh: connect to host pi port 22: Connection refused' >&2\nexit 255\n");
  ssh_network().log_in_ahead({.host = "pi", .ssh_config = {}});
  const std::string ahead = answer({.host = "pi", .ssh_config = {}});
  EXPECT_EQ(called(), "pi\n") << "it is tried once";
  EXPECT_EQ(ahead, answer({.host = "pi", .ssh_config = {}}));
}

}  // namespace
}  // namespace slipway::host
