#include "deploy/secrets.hpp"

#include "deploy/git_transfer.hpp"
#include "host/scripts.hpp"
#include "util/digest.hpp"
#include "util/file.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

/// Certificates, keys, variables: none of them is near this.
constexpr std::size_t largest_secret = 1U << 20U;

tl::unexpected<Error> unfit(const std::string& file, std::string expected, std::string next) {
  return fail(ExitCode::usage, std::move(expected), fmt::format("`{}`", printable(file)), std::move(next));
}

std::string lines_of(const host::HostState& host, std::string_view state) {
  std::string lines;
  for (const host::SecretState& secret : host.secrets) {
    if (secret.state == state) {
      lines += fmt::format("\n{}", printable(secret.place));
    }
  }
  return lines;
}

}  // namespace

Result<std::string> place_of_secret(const Settings& settings, const std::string& file) {
  const std::string place = (settings.source_directory / file)
                                .lexically_normal()
                                .lexically_relative(settings.root.lexically_normal())
                                .native();
  const bool outside = place.empty() || place == "." || place == ".." || place.starts_with("../");
  if (outside) {
    return unfit(
        file,
        fmt::format("files of ENV_FILES and SECRET_FILES below ROOT `{}`", printable(settings.root.native())),
        "move the file there, and keep git from it with .gitignore");
  }
  const bool ours = place == ".slipway" || place.starts_with(".slipway/") || place == ".last_deploy_commit";
  const bool control = std::any_of(place.begin(), place.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
  });
  if (ours || control) {
    return unfit(file, "a name for a file of ENV_FILES or SECRET_FILES", "give it another name");
  }
  return place;
}

Result<std::vector<SecretFile>> read_secrets(const Settings& settings) {
  std::vector<SecretFile> secrets;
  std::set<std::string> places;
  for (const auto* files : {&settings.env_files, &settings.secret_files}) {
    for (const std::string& file : *files) {
      SLIPWAY_TRY_ASSIGN(std::string place, place_of_secret(settings, file));
      if (!places.insert(place).second) {
        continue;
      }
      auto bytes = read_file(settings.source_directory / file);
      if (!bytes) {
        return fail(ExitCode::refused, fmt::format("the file `{}`, which is not in git", printable(file)),
                    bytes.error().found,
                    "get it from whoever deploys this, or correct ENV_FILES, SECRET_FILES");
      }
      if (bytes->size() > largest_secret) {
        return unfit(file, "files of ENV_FILES and SECRET_FILES of at most 1 MiB",
                     "keep large files in DIRECTORY on the host");
      }
      secrets.push_back({std::move(place), std::move(*bytes)});
    }
  }
  return secrets;
}

Result<void> check_not_in_git(const git::Repository& repository, const std::string& tree,
                              const std::vector<SecretFile>& secrets) {
  const auto files = repository.tree(tree);
  for (const SecretFile& secret : secrets) {
    SLIPWAY_TRY_ASSIGN(const auto entry, files->find(secret.place));
    if (entry) {
      return fail(
          ExitCode::refused,
          fmt::format("`{}` outside of git, as ENV_FILES and SECRET_FILES are", printable(secret.place)),
          "the release has it, and with it every clone",
          fmt::format("git rm --cached {0} && echo /{0} >>.gitignore; and replace what was secret in it",
                      printable(secret.place)));
    }
  }
  return {};
}

std::vector<std::string> secret_words(const std::vector<SecretFile>& secrets) {
  std::vector<std::string> words;
  for (const SecretFile& secret : secrets) {
    words.insert(words.end(), {secret.place, sha256_hex(secret.bytes)});
  }
  return words;
}

Result<void> send_secrets(host::Connection& connection, const Settings& settings, const host::HostState& host,
                          const std::string& name, const std::vector<SecretFile>& secrets) {
  const std::string purpose = "the files of ENV_FILES and SECRET_FILES on the host";
  std::vector<std::string> words{host.directory, name};
  for (const SecretFile& secret : secrets) {
    words.insert(words.end(), {secret.place, sha256_hex(secret.bytes), base64(secret.bytes)});
  }
  SLIPWAY_TRY_ASSIGN(const host::ScriptResult result,
                     connection.run({std::string(host::secrets_sh), std::move(words)}));
  if (result.status != 0) {
    if (auto full = no_room(settings, host, connection, purpose, trim(result.out))) {
      return tl::unexpected(std::move(*full));
    }
    return fail(ExitCode::host_unsuited, purpose, printable_lines(trim(result.out)),
                "look at the free space and at .slipway on the host; nothing was changed there");
  }
  return {};
}

Result<void> check_secrets_on_host(const host::HostState& host, bool overwrite) {
  if (const std::string there = lines_of(host, "in-the-way"); !there.empty()) {
    return fail(ExitCode::refused,
                fmt::format("nothing in `{}` where ENV_FILES and SECRET_FILES go", printable(host.directory)),
                "files that are not this deployment's, and differ:" + there, "move them away on the host");
  }
  if (const std::string edited = lines_of(host, "edited"); !edited.empty() && !overwrite) {
    return fail(
        ExitCode::refused,
        fmt::format("the secret files in `{}` as the last release left them", printable(host.directory)),
        "edited on the host:" + edited,
        "bring the edits into the files here, or replace them (the host keeps the edited ones in "
        ".slipway/secrets): slipway deploy --overwrite-drift");
  }
  return {};
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8U | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += i + j > bytes.size() ? '=' : digits[(group >> (18U - 6U * j)) & 63U];
    }
  }
  return text;
}

}  // namespace slipway::deploy
