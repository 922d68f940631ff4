#include "image/steps/step_copy.hpp"

#include "image/context/context_view.hpp"
#include "image/dockerfile/dockerfile_error.hpp"
#include "image/go/clean_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace slipway::image {

namespace {

/// Octal modes that mean the same are recognised as the same; symbolic ones as they are written.
tl::expected<std::string, std::string> mode_key(const std::string& chmod) {
  unsigned long mode = 0;
  const auto parsed = std::from_chars(chmod.data(), chmod.data() + chmod.size(), mode, 8);
  const bool octal = parsed.ec == std::errc() && parsed.ptr == chmod.data() + chmod.size();
  const bool numeric = chmod.find_first_not_of("0123456789") == std::string::npos;
  if (octal ? mode > 07777 : numeric) {
    return refuse(fmt::format(
        "invalid chmod parameter: '{}'. it should be octal string and between 0 and 07777", chmod));
  }
  if (octal) {
    return fmt::format("{:o}", mode);
  }
  if (chmod.find_first_not_of("ugoa+-=rwxXst,") != std::string::npos ||
      chmod.find_first_of("+-=") == std::string::npos) {
    return refuse(fmt::format("invalid mode: '{}'", chmod));
  }
  return chmod;
}

bool is_http(std::string_view source) {
  return source.starts_with("http://") || source.starts_with("https://");
}

/// An address whose path ends in `.git`, or that only git understands.
bool is_git(std::string_view source) {
  if (source.starts_with("git://") || source.starts_with("git@") || source.starts_with("ssh://")) {
    return true;
  }
  return is_http(source) && source.substr(0, source.find_first_of("#?")).ends_with(".git");
}

/// The name under which a file from an address is stored.
std::string remote_name(std::string_view address) {
  if (is_git(address)) {
    return "/";
  }
  std::string_view path = address.substr(address.find("//") + 2);
  path = path.substr(0, path.find_first_of("?#"));
  const std::size_t slash = path.find('/');
  const std::string base = slash == std::string_view::npos ? std::string() : base_name(path.substr(slash));
  return base.empty() || base == "/" || base == "." ? "__unnamed__" : base;
}

struct Source {
  ContextSelector selector;
  std::string key;  ///< What of the source is part of the key: its base name and what is copied below it.
};

Source local_source(const CopyInstruction& copy, std::string source, int line) {
  Source result;
  ContextSelector& selector = result.selector;
  if (copy.parents) {
    // "a/./b/c": a is the source, b/c is what is copied with its parents.
    const std::size_t pivot = source.find("/./");
    const std::string pattern =
        image_path("/", pivot == std::string::npos ? source : source.substr(pivot + 3), false);
    source = pivot == std::string::npos ? "/" : source.substr(0, pivot);
    selector.include.push_back(pattern.substr(1));
    if (!contains_wildcards(source) && !contains_wildcards(pattern)) {
      selector.required.push_back(clean_path("/" + source + pattern));
    }
  }
  selector.path = image_path("/", source, false);
  selector.wildcard = contains_wildcards(selector.path);
  selector.exclude = copy.exclude;
  selector.line = line;
  result.key = fmt::format("{} include {}", base_name(selector.path), fmt::join(selector.include, "\n"));
  return result;
}

}  // namespace

bool is_remote_source(std::string_view source) {
  return is_http(source) || is_git(source);
}

tl::expected<BuildStep, std::string> copy_step(const CopyInstruction& copy, const StageState& state,
                                               const std::optional<BuildState>& source, std::size_t context,
                                               const std::string& epoch, int line) {
  BuildStep step;
  step.kind = BuildStep::Kind::copy;
  StepInput local;
  local.kind = source ? StepInput::Kind::state : StepInput::Kind::context;
  local.context = context;
  if (source) {
    local.state = *source;
  }
  std::string names;
  for (const std::string& written : copy.sources) {
    if (is_remote_source(written)) {
      if (!copy.add) {
        return refuse(is_git(written) ? "source can't be a git ref for COPY"
                                      : "source can't be a URL for COPY");
      }
      StepInput remote;
      remote.kind = StepInput::Kind::remote;
      remote.address = written;
      step.inputs.push_back(std::move(remote));
      step.external = fmt::format("what {} holds", written);
      names += fmt::format("fetched {}\n", remote_name(written));
      continue;
    }
    Source entry = local_source(copy, written, line);
    names += entry.key + "\n";
    local.selectors.push_back(std::move(entry.selector));
  }
  if (!copy.checksum.empty()) {
    if (!copy.add) {
      return refuse("checksum can't be specified for COPY");
    }
    if (copy.sources.size() != 1) {
      return refuse("checksum can't be specified for multiple sources");
    }
    if (!is_remote_source(copy.sources[0])) {
      return refuse("checksum requires HTTP(S) or Git sources");
    }
    step.external.clear();
  }
  if (!local.selectors.empty()) {
    local.selectors = in_digest_order(std::move(local.selectors));
    step.inputs.push_back(std::move(local));
  }
  const bool unpack = copy.unpack.value_or(copy.add);
  step.key.push_back({"the sources' names", names});
  for (const auto& content : copy.contents) {
    step.key.push_back({"the text of a heredoc", fmt::format("{}\n{}", content.path, content.data)});
  }
  step.key.push_back({"the destination",
                      image_path(state.directory, copy.destination == "." ? "./" : copy.destination, true)});
  step.key.push_back({"--chown", copy.chown});
  if (!copy.chmod.empty()) {
    const auto mode = mode_key(copy.chmod);
    if (!mode) {
      return refuse(mode.error());
    }
    step.key.push_back({"--chmod", *mode});
  }
  step.key.push_back({"--exclude", fmt::format("{}", fmt::join(copy.exclude, "\n"))});
  step.key.push_back({"--parents", copy.parents ? "true" : ""});
  step.key.push_back({"--checksum", copy.checksum});
  step.key.push_back({"--keep-git-dir", copy.keep_git_dir ? fmt::format("{}", *copy.keep_git_dir) : ""});
  step.key.push_back({"the instruction", unpack ? "unpacks archives" : ""});
  step.key.push_back({"SOURCE_DATE_EPOCH", epoch});
  return step;
}

}  // namespace slipway::image
