#include "deploy/plan/secret_files.hpp"

#include "deploy/remote/send_secrets.hpp"
#include "util/digest.hpp"
#include "util/file.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

class Secrets : public testing::Test {
 protected:
  Secrets() : directory_(*TemporaryDirectory::create()) {
    settings.application.source_directory = directory_.path();
    settings.application.root = directory_.path() / "app";
    fs::create_directory(settings.application.root);
  }

  void write(const std::string& name, std::string_view bytes) {
    ASSERT_TRUE(write_file(settings.application.source_directory / name, bytes));
  }
  Error error() {
    const auto secrets = read_secrets(settings.application);
    EXPECT_FALSE(secrets);
    return secrets ? Error{} : secrets.error();
  }

  Settings settings;

 private:
  TemporaryDirectory directory_;
};

TEST_F(Secrets, LieOnTheHostWhereTheyLieBelowRoot) {
  write("app/.env", "KEY=1\n");
  write("app/a key", std::string("\0\xff", 2));
  settings.application.env_files = {"app/.env", "./app/../app/.env"};
  settings.application.secret_files = {"app/a key", "app/.env"};
  const auto secrets = read_secrets(settings.application);
  ASSERT_TRUE(secrets) << secrets.error().because;
  ASSERT_EQ(secrets->size(), 2U);
  EXPECT_EQ((*secrets)[0].place, ".env");
  EXPECT_EQ((*secrets)[1].place, "a key");
  EXPECT_EQ((*secrets)[1].bytes, std::string("\0\xff", 2));
  const auto words = secret_words(*secrets);
  ASSERT_EQ(words.size(), 4U);
  EXPECT_EQ(words[1].size(), 64U);
}

TEST_F(Secrets, MissingAndOddOnesAreRefused) {
  settings.application.env_files = {"app/.env"};
  EXPECT_EQ(error().code, ExitCode::refused);
  EXPECT_EQ(error().what, "the file `app/.env` of ENV_FILES or SECRET_FILES cannot be read");
  for (const char* file :
       {"../x", "x", "app", "app/..", "app/.slipway/x", "app/.last_deploy_commit", "app/a\nb"}) {
    settings.application.env_files = {file};
    EXPECT_EQ(error().code, ExitCode::usage) << file;
  }
  write("app/large", std::string(1024 * 1024 + 1, 'x'));
  settings.application.env_files = {"app/large"};
  EXPECT_EQ(error().code, ExitCode::usage);
}

TEST_F(Secrets, AreComparedByTheirStateAndNeverShown) {
  host::HostState host;
  host.directory = "/srv/app";
  host.secrets = {{".env", host::SecretState::Kind::same},
                  {"key", host::SecretState::Kind::changed},
                  {"old", host::SecretState::Kind::gone},
                  {"fresh", host::SecretState::Kind::fresh}};
  EXPECT_TRUE(check_secrets_on_host(host, false));
  host.secrets.push_back({"by\x1bhand", host::SecretState::Kind::edited});
  ASSERT_FALSE(check_secrets_on_host(host, false));
  EXPECT_EQ(check_secrets_on_host(host, false).error().because,
            "a deployment would overwrite these edits:\nby\\x1bhand");
  EXPECT_TRUE(check_secrets_on_host(host, true));
  host.secrets.push_back({"data", host::SecretState::Kind::in_the_way});
  EXPECT_FALSE(check_secrets_on_host(host, true)) << "data of somebody else's is never replaced";
}

std::vector<host::SecretState::Line> on_host(const std::vector<std::pair<std::string, std::string>>& lines) {
  std::vector<host::SecretState::Line> found;
  for (const auto& [line, variable] : lines) {
    found.push_back({sha256_hex(line), variable});
  }
  return found;
}

TEST(ChangedVariables, AreThoseWhoseLinesDiffer) {
  using Names = std::set<std::string>;
  const auto before = on_host({{"A=1", "A"}, {"export B=2", "B"}, {"C: 3", "C"}});
  EXPECT_EQ(changed_variables("A=2\nexport B=2\nC: 3\n", before), Names({"A"}));
  EXPECT_EQ(changed_variables("# A comment\n\nA=1\nexport B=3\nC: 3", before), Names({"B"}));
  EXPECT_EQ(changed_variables("A=1\nexport B=2\n", before), Names({"C"})) << "it is gone";
  EXPECT_EQ(changed_variables("A=1\nexport B=2\nC: 3\nD=4\n", before), Names({"D"})) << "it is new";
}

TEST(ChangedVariables, SpreadToWhatIsMadeFromThem) {
  const auto before = on_host({{"A=1", "A"}, {"B=${A}x", "B"}, {"C=$B", "C"}, {"D=4", "D"}});
  EXPECT_EQ(changed_variables("A=2\nB=${A}x\nC=$B\nD=4\n", before), std::set<std::string>({"A", "B", "C"}));
}

TEST(ChangedVariables, AreNotKnownWhereALineTellsNothing) {
  EXPECT_FALSE(changed_variables("A=2\n", {}));
  EXPECT_FALSE(changed_variables("A=1\n", on_host({{"A=1", "A"}}))) << "what differs is in no line";
  EXPECT_FALSE(changed_variables("K='a\nc\n'\n", on_host({{"K='a", "K"}, {"b", "-"}, {"'", "-"}})));
  // Lines of a value that goes on may look like variables.
  EXPECT_FALSE(changed_variables("K=\"\nlevel: info\n\"\n",
                                 on_host({{"K=\"", "K"}, {"level: debug", "level"}, {"\"", "-"}})));
  EXPECT_FALSE(changed_variables("K: \"\nlevel=info\nend=\"\n",
                                 on_host({{"K: \"", "K"}, {"level=debug", "level"}, {"end=\"", "end"}})));
  // Of two lines the last counts, and which that is is not known.
  EXPECT_FALSE(changed_variables("T=b\nT=a\nO=2\n", on_host({{"T=a", "T"}, {"T=b", "T"}, {"O=1", "O"}})));
}

}  // namespace
}  // namespace slipway::deploy
