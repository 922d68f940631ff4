#include "deploy/secret_commands.hpp"

#include "util/file.hpp"

#include <gmock/gmock.h>

namespace slipway::deploy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SecretCommands : public testing::Test {
 protected:
  SecretCommands() : directory_(*TemporaryDirectory::create()) {
    settings.application.source_directory = settings.application.root = directory_.path();
    settings.place.deployment = "app";
    settings.place.environment = "pi 4";
  }

  Result<std::vector<SecretFile>> gather() {
    return gather_secrets(settings, [&](std::string_view text) { said.emplace_back(text); });
  }
  Error error_of(std::vector<SecretCommand> commands) {
    settings.application.secret_commands = std::move(commands);
    const auto secrets = gather();
    EXPECT_FALSE(secrets);
    return secrets ? Error{} : secrets.error();
  }

  Settings settings;
  std::vector<std::string> said;

 private:
  TemporaryDirectory directory_;
};

TEST_F(SecretCommands, BringTheirOutputByteForByteBesideTheFiles) {
  ASSERT_TRUE(write_file(settings.application.root / ".env", "A=1\n"));
  settings.application.env_files = {".env"};
  settings.application.secret_commands = {
      {"keys/a token", {"sh", "-c", R"(printf '%s\0\377\n\n' "$1")", "sh", "$(touch hacked) 'x'"}},
      {"./b", {"sh", "-c", "echo $SLIPWAY_SECRET of $SLIPWAY_DEPLOYMENT in $SLIPWAY_ENVIRONMENT, $PWD"}}};
  const auto secrets = gather();
  ASSERT_TRUE(secrets) << secrets.error().because;
  ASSERT_EQ(secrets->size(), 3U);
  EXPECT_EQ((*secrets)[0].bytes, "A=1\n");
  EXPECT_EQ((*secrets)[1].place, "keys/a token");
  EXPECT_EQ((*secrets)[1].bytes, std::string("$(touch hacked) 'x'\0\xff\n\n", 23));
  EXPECT_EQ((*secrets)[2].place, "b");
  EXPECT_THAT((*secrets)[2].bytes, HasSubstr("./b of app in pi 4, "));
  EXPECT_THAT(said, ElementsAre("asking `sh` for keys/a token", "asking `sh` for ./b"));
  EXPECT_FALSE(std::filesystem::exists(settings.application.root / "hacked"));
}

TEST_F(SecretCommands, ThatFailOrSayNothingAreErrors) {
  EXPECT_EQ(error_of({{"key", {"sh", "-c", "echo half; exit 3"}}}).because, "it exited with status 3");
  EXPECT_EQ(error_of({{"key", {"true"}}}).because, "it exited with status 0 and printed nothing");
  EXPECT_EQ(error_of({{"key", {"head", "-c", "1048577", "/dev/zero"}}}).because, "it prints more than 1 MiB");
  const Error missing = error_of({{"key", {"no-such-program", "--password", "hunter2"}}});
  EXPECT_EQ(missing.code, ExitCode::refused);
  EXPECT_EQ(missing.what, "the secret `key` cannot be had from `no-such-program` (SECRET_COMMAND)");
  EXPECT_EQ(missing.because, "the program cannot be started");
}

TEST_F(SecretCommands, AreNotRunIfTwoSecretsHaveOnePlace) {
  ASSERT_TRUE(write_file(settings.application.root / "key", "1"));
  settings.application.secret_files = {"key"};
  EXPECT_EQ(error_of({{"other", {"true"}}, {"./key", {"true"}}}).code, ExitCode::usage);
  settings.application.secret_files = {};
  EXPECT_EQ(error_of({{"a", {"true"}}, {"x/../a", {"true"}}}).code, ExitCode::usage);
  EXPECT_EQ(error_of({{"../a", {"true"}}}).code, ExitCode::usage);
  EXPECT_TRUE(said.empty());
}

}  // namespace
}  // namespace slipway::deploy
