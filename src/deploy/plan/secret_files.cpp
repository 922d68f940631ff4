#include "deploy/plan/secret_files.hpp"

#include "util/digest.hpp"
#include "util/file.hpp"
#include "util/pasted_command.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> unfit(const std::string& file, std::string because, std::string fix) {
  return fail(ExitCode::usage,
              fmt::format("the file `{}` of ENV_FILES, SECRET_FILES or SECRET_COMMAND cannot be sent",
                          printable(file)),
              std::move(because), std::move(fix));
}

}  // namespace

Result<std::string> place_of_secret(const Application& application, const std::string& file) {
  const std::string place = (application.source_directory / file)
                                .lexically_normal()
                                .lexically_relative(application.root.lexically_normal())
                                .native();
  const bool outside = place.empty() || place == "." || place == ".." || place.starts_with("../");
  if (outside) {
    return unfit(file, fmt::format("it is not below ROOT `{}`", printable(application.root.native())),
                 "move the file there, and add it to .gitignore");
  }
  const bool ours = place == ".slipway" || place.starts_with(".slipway/") || place == ".last_deploy_commit";
  const bool control = std::any_of(place.begin(), place.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
  });
  if (ours || control) {
    return unfit(file, ours ? "Slipway uses that name itself" : "its name has a control character",
                 "give it another name");
  }
  return place;
}

Result<std::vector<SecretFile>> read_secrets(const Application& application) {
  std::vector<SecretFile> secrets;
  std::set<std::string> places;
  for (const auto* files : {&application.env_files, &application.secret_files}) {
    for (const std::string& file : *files) {
      SLIPWAY_TRY_ASSIGN(std::string place, place_of_secret(application, file));
      if (!places.insert(place).second) {
        continue;
      }
      auto bytes = read_file(application.source_directory / file);
      if (!bytes) {
        return fail(
            ExitCode::refused,
            fmt::format("the file `{}` of ENV_FILES or SECRET_FILES cannot be read", printable(file)),
            cause_of(bytes.error()),
            "get it from whoever deploys this (it is not in git), or correct ENV_FILES, SECRET_FILES");
      }
      if (bytes->size() > largest_secret) {
        return unfit(file, "it is larger than 1 MiB", "keep large files in DIRECTORY on the host");
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
          ExitCode::refused, fmt::format("the secret file `{}` is in git", printable(secret.place)),
          "files of ENV_FILES, SECRET_FILES and SECRET_COMMAND stay out of it, as every clone has what git "
          "has",
          PastedCommand("git rm --cached -- {} && echo {} >>.gitignore   (and replace what was secret in it)",
                        secret.place, "/" + secret.place)
              .text());
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

namespace {

/// The lines of a file of variables as probe.sh tells them.
std::vector<host::SecretState::Line> lines_of(const std::vector<std::string>& texts) {
  std::vector<host::SecretState::Line> lines;
  for (const std::string& text : texts) {
    if (text.empty() || text.starts_with('#')) {
      continue;
    }
    const std::size_t end = text.find_first_of("=:");
    std::string name = text.substr(0, end);
    if (name.starts_with("export ")) {
      name.erase(0, 7);
    }
    const bool is_name = std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
             c == '.' || c == '-';
    });
    lines.push_back({sha256_hex(text), end == std::string::npos || name.empty() || !is_name ? "-" : name});
  }
  return lines;
}

/// Adds the variables of the lines that the other file does not have.
void add_missing(std::set<std::string>& names, const std::vector<host::SecretState::Line>& lines,
                 const std::vector<host::SecretState::Line>& other) {
  std::set<std::string> digests;
  for (const auto& line : other) {
    digests.insert(line.digest);
  }
  for (const auto& line : lines) {
    if (!digests.contains(line.digest)) {
      names.insert(line.variable);
    }
  }
}

/// Whether a value goes on in the next line, or a variable is set twice: which line is whose is not told by
/// the lines then.
bool is_ambiguous(const std::vector<std::string>& texts, const std::vector<host::SecretState::Line>& here,
                  const std::vector<host::SecretState::Line>& on_host) {
  for (const std::string& text : texts) {
    const std::string_view line = trim(text);
    const std::size_t equals = line.find_first_of("=:");
    if (line.starts_with('#') || equals == std::string_view::npos) {
      continue;
    }
    const std::string_view value = trim(line.substr(equals + 1));
    const bool is_quoted = value.starts_with('"') || value.starts_with('\'');
    if (is_quoted && (value.size() == 1 || value.find(value.front(), 1) == std::string_view::npos)) {
      return true;
    }
  }
  for (const auto* lines : {&here, &on_host}) {
    std::set<std::string> names;
    for (const auto& line : *lines) {
      if (line.variable != "-" && !names.insert(line.variable).second) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

std::optional<std::set<std::string>> changed_variables(std::string_view text,
                                                       const std::vector<host::SecretState::Line>& on_host) {
  const std::vector<std::string> texts = split(text, '\n');
  const auto here = lines_of(texts);
  std::set<std::string> names;
  add_missing(names, here, on_host);
  add_missing(names, on_host, here);
  // Of no difference at all the order may be one, or a line that was taken for a comment.
  if (on_host.empty() || names.empty() || names.contains("-") || is_ambiguous(texts, here, on_host)) {
    return {};
  }
  for (bool spreads = true; spreads;) {
    spreads = false;
    for (const std::string& line : texts) {
      const auto own = lines_of({line});
      const bool uses = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return line.find("$" + name) != std::string::npos || line.find("${" + name) != std::string::npos;
      });
      if (uses && own.size() == 1) {
        spreads = names.insert(own.front().variable).second || spreads;
      }
    }
  }
  return names.contains("-") ? std::nullopt : std::optional(std::move(names));
}

std::set<std::string> places_beside_git(const Application& application) {
  std::set<std::string> places;
  for (const auto* files : {&application.env_files, &application.secret_files}) {
    for (const std::string& file : *files) {
      if (const auto place = place_of_secret(application, file)) {
        places.insert(*place);
      }
    }
  }
  for (const SecretCommand& secret : application.secret_commands) {
    if (const auto place = place_of_secret(application, secret.name)) {
      places.insert(*place);
    }
  }
  return places;
}

}  // namespace slipway::deploy
