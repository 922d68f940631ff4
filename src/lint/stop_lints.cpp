#include "lint/stop_lints.hpp"

#include "compose/shell_tokens.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>

namespace slipway::lint {
namespace {

using compose::ShellToken;
using Words = std::vector<std::string>;

constexpr int deepest_shell = 4;

template <std::size_t size>
bool is_one_of(std::string_view word, const std::array<std::string_view, size>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <std::size_t size>
bool has_one_of(std::string_view text, const std::array<std::string_view, size>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

std::string base_name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

/// Why the first process of a container lets SIGTERM pass, as a sentence; nothing if it does not, or if that
/// is not known.
class StopJudge {
 public:
  StopJudge(const classify::Tree& tree, std::string context) : tree_(tree), context_(std::move(context)) {}

  std::optional<std::string> judge(Words words, int depth = 0) const {
    while (!words.empty() && (base_name_of(words.front()) == "env" || words.front() == "busybox" ||
                              words.front() == "/bin/busybox" || is_assignment(words.front()))) {
      words.erase(words.begin());
    }
    if (words.empty() || depth > deepest_shell) {
      return {};
    }
    static constexpr std::array<std::string_view, 4> shells{"sh", "ash", "dash", "bash"};
    static constexpr std::array<std::string_view, 8> deaf{"sleep", "tail",  "cat", "nc",
                                                          "httpd", "watch", "yes", "ping"};
    const std::string program = base_name_of(words.front());
    if (is_one_of(program, shells)) {
      return of_shell(program, words, depth);
    }
    if (is_one_of(program, deaf)) {
      return fmt::format("`{}` does not handle SIGTERM", printable(program));
    }
    if (program.starts_with("python") || program == "node" || program == "perl" || program == "php") {
      return of_interpreter(words);
    }
    return program.ends_with(".sh") ? of_script(words.front()) : std::nullopt;
  }

 private:
  static bool is_assignment(const std::string& word) {
    return word.find('=') != std::string::npos && word.find('/') > word.find('=');
  }

  static bool starts_loop(const std::vector<ShellToken>& tokens) {
    static constexpr std::array<std::string_view, 3> loops{"while", "until", "for"};
    return std::any_of(tokens.begin(), tokens.end(), [](const ShellToken& token) {
      return token.kind == ShellToken::Kind::word && is_one_of(token.text, loops);
    });
  }

  std::optional<std::string> of_shell(const std::string& shell, const Words& words, int depth) const {
    if (words.size() < 2) {
      return {};
    }
    if (!words[1].starts_with('-')) {
      return of_script(words[1]);
    }
    if (!words[1].ends_with('c') || words.size() < 3) {
      return {};
    }
    const std::string& script = words[2];
    if (has_one_of(script, std::array<std::string_view, 2>{"trap ", "exec "})) {
      return {};
    }
    const auto tokens = compose::cut_into_tokens(script);
    if (!tokens) {
      return {};
    }
    if (starts_loop(*tokens)) {
      return fmt::format("`{}` does not handle SIGTERM while its loop runs", shell);
    }
    // A shell becomes its last command, where it can.
    Words last;
    for (const ShellToken& token : *tokens) {
      if (token.kind == ShellToken::Kind::word) {
        last.push_back(token.text);
      } else if (token.kind != ShellToken::Kind::redirection) {
        last.clear();
      }
    }
    return judge(std::move(last), depth + 1);
  }

  /// A shell script stays the first process for as long as it runs.
  std::optional<std::string> of_script(const std::string& path) const {
    const auto text = script(path);
    if (!text || has_one_of(*text, std::array<std::string_view, 2>{"trap ", "exec "})) {
      return {};
    }
    return fmt::format("the script `{}` handles no SIGTERM and hands its place to no program (`exec`)",
                       printable(base_name_of(path)));
  }

  std::optional<std::string> of_interpreter(const Words& words) const {
    std::size_t at = 1;
    while (at < words.size() && words[at].starts_with('-')) {
      if (words[at] == "-m") {
        return at + 1 < words.size() && words[at + 1] == "http.server"
                   ? std::optional<std::string>("`http.server` does not handle SIGTERM")
                   : std::nullopt;
      }
      if (words[at] == "-c" || words[at] == "-e" || words[at] == "-S" || words[at] == "-r") {
        return {};
      }
      ++at;
    }
    const auto text = at < words.size() ? script(words[at]) : std::nullopt;
    // Frameworks that take it upon themselves, and whatever speaks of signals.
    static constexpr std::array<std::string_view, 17> handlers{
        "SIGTERM", "signal", "uvicorn", "gunicorn", "hypercorn", "werkzeug", "flask",   "Flask",  "aiohttp",
        "celery",  "django", "Django",  "twisted",  "tornado",   "sanic",    "fastify", "granian"};
    if (!text || has_one_of(*text, handlers)) {
      return {};
    }
    return fmt::format("`{}` does not handle SIGTERM", printable(words[at]));
  }

  /// The file of the build context that the path in the container most likely comes from.
  std::optional<std::string> script(const std::string& path) const {
    std::string rest = path;
    while (!rest.empty()) {
      const std::size_t slash = rest.find('/');
      if (slash != 0 && rest.find("..") == std::string::npos) {
        const std::string place =
            context_.empty() ? rest
                             : fmt::format("{}/{}", context_, rest.starts_with("./") ? rest.substr(2) : rest);
        if (auto text = tree_.read(place.starts_with("./") ? place.substr(2) : place)) {
          return std::move(*text);
        }
      }
      if (slash == std::string::npos) {
        break;
      }
      rest.erase(0, slash + 1);
    }
    return {};
  }

  const classify::Tree& tree_;
  std::string context_;
};

/// "json a\nb", or the words of SHELL, if the Dockerfile has it, and the line that it is to run.
Words words_of(const std::string& text) {
  constexpr std::string_view exec_form = "json ";
  if (text.starts_with(exec_form)) {
    Words words = split(text.substr(exec_form.size()), '\n');
    return words;
  }
  if (text.starts_with(' ')) {
    return {"/bin/sh", "-c", text.substr(1)};
  }
  const std::size_t option = text.find(" -c ");
  return option == std::string::npos ? Words{} : Words{text.substr(0, option), "-c", text.substr(option + 4)};
}

/// Services that end on purpose, and that others wait for.
std::set<std::string> jobs_of(const compose::Model& model) {
  std::set<std::string> jobs;
  for (const auto& [name, service] : model.services) {
    for (const auto& [other, dependency] : service.depends_on) {
      if (dependency.condition == "service_completed_successfully") {
        jobs.insert(other);
      }
    }
  }
  return jobs;
}

bool has_containers(const compose::Service& service) {
  return service.active && service.containers != std::optional<std::uint64_t>(0);
}

/// Entry point and command as the engine joins them; empty if the image may have an entry point that is not
/// known here.
Words first_process(const compose::Service& service, const StartWords* image) {
  Words words;
  if (service.entrypoint) {
    words = *service.entrypoint;
  } else if (image != nullptr) {
    words = image->entry_point;
  } else {
    return {};
  }
  if (service.command) {
    words.insert(words.end(), service.command->begin(), service.command->end());
  } else if (!service.entrypoint && image != nullptr) {
    words.insert(words.end(), image->command.begin(), image->command.end());
  }
  return words;
}

}  // namespace

StartWords start_words(const image::ImageModel& model) {
  StartWords words;
  for (const image::KeyPart& part : model.metadata()) {
    if (part.label == "ENTRYPOINT") {
      words.entry_point = words_of(part.text);
    } else if (part.label == "CMD") {
      words.command = words_of(part.text);
    }
  }
  return words;
}

std::vector<classify::Finding> stop_lints(const compose::Model& model,
                                          const std::map<std::string, StartWords>& images,
                                          const classify::Tree& tree) {
  constexpr std::uint64_t short_wait = 2;
  const std::set<std::string> jobs = jobs_of(model);
  std::vector<classify::Finding> findings;
  for (const auto& [name, service] : model.services) {
    if (!has_containers(service) || service.init || jobs.contains(name) ||
        service.stop_seconds <= short_wait || !service.stop_signal.empty()) {
      continue;
    }
    const auto image = images.find(name);
    const std::string context =
        service.build && service.build->context.path.is_inside() ? service.build->context.path.resolved : "";
    const auto why = StopJudge(tree, context)
                         .judge(first_process(service, image == images.end() ? nullptr : &image->second));
    if (!why) {
      continue;
    }
    findings.push_back(
        {"stop-signal-ignored",
         name,
         service.location.file,
         service.location.line,
         fmt::format("{}, and is the first process of `{}`", *why, name),
         fmt::format(
             "the kernel keeps the signal from it: each time that the service is stopped or made anew, "
             "docker waits {} s and then kills it",
             service.stop_seconds),
         fmt::format("write `init: true` below `{}:` in {}", name, service.location.file),
         {}});
  }
  return findings;
}

std::vector<classify::Finding> restart_lints(const compose::Model& model) {
  const std::set<std::string> jobs = jobs_of(model);
  std::vector<classify::Finding> findings;
  for (const auto& [name, service] : model.services) {
    if (!has_containers(service) || jobs.contains(name) || service.has_restart_policy ||
        !service.restart.empty()) {
      continue;
    }
    findings.push_back(
        {"no-restart-policy",
         name,
         service.location.file,
         service.location.line,
         fmt::format("`{}` has no restart policy", name),
         "once it has ended, or the host has restarted, it stays down until the next deployment",
         fmt::format("write `restart: unless-stopped` below `{}:` in {}", name, service.location.file),
         {}});
  }
  return findings;
}

}  // namespace slipway::lint
