#include "host/connection.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

TEST(ConnectionError, SaysWhatItMeansAndWhatHelps) {
  struct Case {
    const char* said;
    const char* meaning;
    const char* next;
  };
  const Case cases[] = {
      {"pi@pi: Permission denied (publickey).\r\n", "the host does not accept your key", "ssh-copy-id pi"},
      {"sign_and_send_pubkey: signing failed for ED25519 \"k\" from agent: agent refused operation\r\n"
       "pi@pi: Permission denied (publickey).\r\n",
       "the key's agent did not sign: it was told not to, or is locked", "ssh pi true   (asks again)"},
      {"Host key verification failed.\n", "the host's key is not known here",
       "slipway trust pi   (shows the key's fingerprint, and asks)"},
      {"@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.\n",
       "the host's key is not the known one",
       "ssh-keygen -R pi   (only if the machine was reinstalled and the fingerprint is the right one; "
       "otherwise "
       "do not connect)"},
      {"ssh: Could not resolve hostname pi: Name or service not known\n", "there is no machine of that name",
       "check HOST and ~/.ssh/config, then: ssh pi true"},
      {"ssh: connect to host pi port 22: Connection refused\n",
       "the machine is there, but no ssh server answers",
       "start the ssh server on it (sudo systemctl enable --now ssh), then: ssh pi true"},
      {"ssh: connect to host pi port 22: No route to host\n", "the machine cannot be reached",
       "switch it on and bring it into this network, then: ssh pi true"},
      {"ssh: connect to host pi port 22: Connection timed out\n", "no answer came in time",
       "switch it on and bring it into this network, then: ssh pi true"}};
  for (const Case& one : cases) {
    const Error error = connection_error({"pi", ""}, one.said);
    EXPECT_EQ(error.code, ExitCode::unreachable);
    EXPECT_EQ(error.what, "cannot log in to `pi` with ssh");
    EXPECT_TRUE(error.because.starts_with(std::string(one.meaning) + "\n")) << error.because;
    EXPECT_EQ(error.fix, one.next);
  }
}

TEST(ConnectionError, WhatIsNotKnownIsShownAsItCame) {
  EXPECT_EQ(connection_error({"pi", ""}, "kex: strange\x1b[2J").because, "kex: strange\\x1b[2J");
  EXPECT_EQ(connection_error({"pi", ""}, " \n").because, "ssh exited without a message");
  EXPECT_EQ(connection_error({"pi", ""}, "").fix, "ssh pi true");
}

TEST(ConnectionError, OddHostsAreQuotedAndBracesAreNoPlaceholders) {
  const Error error = connection_error({"a {} b\x1b", ""}, "Permission denied");
  EXPECT_EQ(error.what, "cannot log in to `a {} b\\x1b` with ssh");
  EXPECT_EQ(error.fix, "ssh-copy-id 'a {} b\x1b'");
}

TEST(ConnectionError, TheFixNamesTheSshConfigurationOfTheDeployment) {
  EXPECT_EQ(connection_error({"pi", "my config"}, "Permission denied").fix, "ssh-copy-id -F 'my config' pi");
  EXPECT_EQ(connection_error({"pi", "my config"}, "kex: strange").fix, "ssh -F 'my config' pi true");
}

TEST(GitAddress, EveryByteOfAPathIsKept) {
  EXPECT_EQ(Connection::git_address("/home/pi/hey-orac/.slipway/journal.git"),
            "ssh://slipway/home/pi/hey-orac/.slipway/journal.git");
  EXPECT_EQ(Connection::git_address("/a b/100%/\xff?#"), "ssh://slipway/a%20b/100%25/%FF%3F%23");
}

}  // namespace
}  // namespace slipway::host
