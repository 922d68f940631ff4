#include "lint/stop_lints.hpp"

#include "compose/shell_tokens.hpp"
#include "image/dockerfile/image_reference.hpp"
#include "image/steps/target_base.hpp"
#include "lint/compose_lints.hpp"
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

/// Why the first process of a container lets SIGTERM pass, as a sentence.
struct Reason {
  std::string why;
  bool is_certain = true;  ///< False if a library of the program may handle the signal.
};

/// Nothing if the process handles SIGTERM, or if that is not known.
class StopJudge {
 public:
  StopJudge(const classify::Tree& tree, std::string context) : tree_(tree), context_(std::move(context)) {}

  std::optional<Reason> judge(Words words, int depth = 0) const {
    bool is_busybox = false;
    while (!words.empty()) {
      const std::string name = base_name_of(words.front());
      if (name != "env" && name != "busybox" && !is_assignment(words.front())) {
        break;
      }
      is_busybox = is_busybox || name == "busybox";
      words.erase(words.begin());
    }
    if (words.empty() || depth > deepest_shell) {
      return {};
    }
    static constexpr std::array<std::string_view, 6> deaf{"sleep", "tail", "cat", "nc", "yes", "ping"};
    const std::string program = base_name_of(words.front());
    if (is_one_of(program, shells)) {
      return of_shell(program, words, depth);
    }
    // Apache's is called httpd too, and listens to signals. That of BusyBox ends at once without -f.
    const bool is_small_server = is_busybox && program == "httpd" && has_option(words, 'f');
    if (is_one_of(program, deaf) || is_small_server) {
      return Reason{fmt::format("`{}` does not handle SIGTERM", printable(program))};
    }
    if (is_python(program) || program == "node" || program == "perl" || program == "php") {
      return of_interpreter(program, words);
    }
    return program.ends_with(".sh") ? of_script(words.front()) : std::nullopt;
  }

 private:
  static constexpr std::array<std::string_view, 4> shells{"sh", "ash", "dash", "bash"};

  static bool is_assignment(const std::string& word) {
    return word.find('=') != std::string::npos && word.find('/') > word.find('=');
  }

  static bool has_option(const Words& words, char letter) {
    return std::any_of(words.begin() + 1, words.end(), [letter](const std::string& word) {
      return word.starts_with('-') && word.find(letter) != std::string::npos;
    });
  }

  static bool is_python(const std::string& program) {
    constexpr std::string_view name = "python";
    return program.starts_with(name) &&
           program.find_first_not_of("0123456789.", name.size()) == std::string::npos;
  }

  /// Whether a shell that runs this is in a loop that nothing ends (`while true`), and waits for it.
  static bool loops_for_ever(const std::vector<ShellToken>& tokens) {
    static constexpr std::array<std::string_view, 5> before_commands{"do", "then", "else", "!", "if"};
    static constexpr std::array<std::string_view, 3> ends{"break", "exit", "return"};
    const auto is_word = [&](std::size_t at, std::string_view text) {
      return at < tokens.size() && tokens[at].kind == ShellToken::Kind::word && tokens[at].text == text;
    };
    bool begins_command = true;
    bool loops = false;
    for (std::size_t at = 0; at < tokens.size(); ++at) {
      const ShellToken& token = tokens[at];
      if (token.kind == ShellToken::Kind::background && at > 0 && is_word(at - 1, "done")) {
        return false;
      }
      if (token.kind != ShellToken::Kind::word) {
        begins_command = begins_command || token.kind != ShellToken::Kind::redirection;
        continue;
      }
      if (!begins_command) {
        continue;
      }
      if (is_one_of(token.text, ends)) {
        return false;
      }
      const bool is_condition_alone =
          at + 2 < tokens.size() && tokens[at + 2].kind == ShellToken::Kind::separator;
      loops = loops || (is_condition_alone &&
                        ((token.text == "while" && (is_word(at + 1, "true") || is_word(at + 1, ":"))) ||
                         (token.text == "until" && is_word(at + 1, "false"))));
      begins_command = is_one_of(token.text, before_commands);
    }
    return loops;
  }

  std::optional<Reason> of_shell(const std::string& shell, const Words& words, int depth) const {
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
    if (loops_for_ever(*tokens)) {
      return Reason{fmt::format("`{}` does not handle SIGTERM while its loop runs", shell)};
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

  /// Whether a script that is started by its own name is one of a shell's, and not of `tini` or Python.
  static bool is_for_shell(std::string_view text) {
    if (!text.starts_with("#!")) {
      return true;
    }
    const Words words = split(trim(text.substr(2, std::min(text.find('\n'), text.size()) - 2)), ' ');
    const std::string program = base_name_of(words.front());
    return is_one_of(program, shells) ||
           (program == "env" && words.size() == 2 && is_one_of(words.back(), shells));
  }

  /// A shell script stays the first process for as long as it runs. Another one that it reads may have a
  /// trap.
  std::optional<Reason> of_script(const std::string& path) const {
    const auto found = script(path);
    if (!found || !is_for_shell(found->text) ||
        has_one_of(found->text, std::array<std::string_view, 2>{"trap ", "exec "})) {
      return {};
    }
    for (const std::string& line : split(found->text, '\n')) {
      const std::string_view command = trim(line);
      if (command.starts_with(". ") || command.starts_with("source ")) {
        return {};
      }
    }
    return Reason{
        fmt::format("the script `{}` speaks of no signal and hands its place to no program (`exec`)",
                    printable(base_name_of(path)))};
  }

  std::optional<Reason> of_interpreter(const std::string& program, const Words& words) const {
    std::size_t at = 1;
    while (at < words.size() && words[at].starts_with('-')) {
      if (words[at] == "-m") {
        return at + 1 < words.size() && words[at + 1] == "http.server"
                   ? std::optional(Reason{"`http.server` does not handle SIGTERM"})
                   : std::nullopt;
      }
      if (words[at] == "-c" || words[at] == "-e" || words[at] == "-S" || words[at] == "-r") {
        return {};
      }
      ++at;
    }
    const auto found = at < words.size() ? script(words[at]) : std::nullopt;
    // Frameworks that take it upon themselves, whatever speaks of signals, and what loads more than it names.
    static constexpr std::array<std::string_view, 20> handlers{
        "SIGTERM", "signal",  "uvicorn", "gunicorn",  "hypercorn", "werkzeug", "flask",
        "Flask",   "aiohttp", "celery",  "django",    "Django",    "twisted",  "tornado",
        "sanic",   "fastify", "granian", "importlib", "runpy",     "pcntl"};
    if (!found || has_one_of(found->text, handlers) || loads_files(program, *found)) {
      return {};
    }
    return Reason{fmt::format("`{}` speaks of no signal", printable(words[at])), false};
  }

  struct Script {
    std::string path;  ///< In the tree.
    std::string text;
  };

  /// Whether a script is only a part of a program whose other parts lie in the context.
  bool loads_files(const std::string& program, const Script& script) const {
    if (program == "node") {
      return has_one_of(script.text, std::array<std::string_view, 11>{
                                         "'./", "\"./", "`./", "'../", "\"../", "`../", "require(path",
                                         "from '#", "from \"#", "require('#", "require(\"#"});
    }
    if (program == "perl" || program == "php") {
      return has_one_of(script.text, std::array<std::string_view, 3>{"include", "require", "use lib"});
    }
    const std::vector<std::string> lines = split(script.text, '\n');
    return std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& line) { return imports_file(script.path, line); });
  }

  /// Of a line of Python: "import a.b as c, d" or "from a.b import c".
  bool imports_file(const std::string& script, const std::string& line) const {
    std::string_view rest = trim(line);
    const bool takes_names = rest.starts_with("from ");
    if (!takes_names && !rest.starts_with("import ")) {
      return false;
    }
    rest.remove_prefix(rest.find(' '));
    const std::vector<std::string> modules =
        takes_names ? Words{std::string(rest)} : split(std::string(rest), ',');
    return std::any_of(modules.begin(), modules.end(), [&](const std::string& module) {
      const std::string_view whole = trim(module);
      const std::string name(whole.substr(0, std::min(whole.find_first_of(" .;#"), whole.size())));
      return name.empty() ? whole.starts_with('.') : is_module_beside(script, name);
    });
  }

  bool is_module_beside(const std::string& script, const std::string& name) const {
    const std::size_t slash = script.rfind('/');
    for (const std::string& directory : {slash == std::string::npos ? std::string{} : script.substr(0, slash),
                                         context_, in_context("src")}) {
      for (const std::string& file : {name, name + ".py"}) {
        const auto entry = tree_.find(directory.empty() ? file : directory + "/" + file);
        if (!entry || entry->has_value()) {
          return true;
        }
      }
    }
    return false;
  }

  std::string in_context(const std::string& path) const {
    return context_.empty() ? path : context_ + "/" + path;
  }

  /// The file of the build context that the path in the container most likely comes from.
  std::optional<Script> script(const std::string& path) const {
    std::string rest = path;
    while (!rest.empty()) {
      const std::size_t slash = rest.find('/');
      if (slash != 0 && rest.find("..") == std::string::npos) {
        const std::string place = in_context(rest.starts_with("./") ? rest.substr(2) : rest);
        if (auto text = tree_.read(place)) {
          return Script{place, std::move(*text)};
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
    return text.size() == exec_form.size() ? Words{} : split(text.substr(exec_form.size()), '\n');
  }
  if (text.starts_with(' ')) {
    return {"/bin/sh", "-c", text.substr(1)};
  }
  const std::size_t option = text.find(" -c ");
  return option == std::string::npos ? Words{} : Words{text.substr(0, option), "-c", text.substr(option + 4)};
}

bool has_containers(const compose::Service& service) {
  return service.active && service.containers != std::optional<std::uint64_t>(0);
}

/// Images of Docker's library that have no entry point, or one that hands its place to the command.
bool leaves_place_to_command(const std::string& base) {
  static constexpr std::array<std::string_view, 12> names{"debian", "ubuntu", "alpine", "busybox",
                                                          "python", "node",   "golang", "ruby",
                                                          "rust",   "perl",   "php",    "buildpack-deps"};
  return base == "scratch" || is_one_of(image::library_name(base), names);
}

/// What an image starts with, with what it has from the images that it is made from.
struct ImageStart {
  bool is_known = false;  ///< False if a base image may have an entry point that is not known here.
  Words entry_point;
  Words command;
  bool sets_stop_signal = false;
};

class ImageStarts {
 public:
  ImageStarts(const compose::Model& model, const std::map<std::string, StartWords>& images)
      : images_(images) {
    for (const auto& [name, service] : model.services) {
      for (const std::string& built : compose::built_image_names(service)) {
        if (const auto reference = image::normal_image_reference(built)) {
          builders_.emplace(*reference, name);
        }
      }
    }
  }

  ImageStart of(const std::string& service, std::size_t depth = 0) const {
    const auto found = images_.find(service);
    if (found == images_.end() || depth > images_.size()) {
      return {};
    }
    const StartWords& own = found->second;
    constexpr std::string_view of_service = "service:";
    const auto builder = builders_.find(own.base);
    const std::string base_service = own.base.starts_with(of_service) ? own.base.substr(of_service.size())
                                     : builder == builders_.end()     ? std::string{}
                                                                      : builder->second;
    ImageStart start = base_service.empty() ? ImageStart{leaves_place_to_command(own.base), {}, {}}
                                            : of(base_service, depth + 1);
    start.sets_stop_signal = start.sets_stop_signal || own.sets_stop_signal;
    if (own.sets_entry_point || !own.entry_point.empty()) {
      start.is_known = true;
      start.entry_point = own.entry_point;
      start.command = own.command;
    } else if (!own.command.empty()) {
      start.command = own.command;
    }
    return start;
  }

 private:
  const std::map<std::string, StartWords>& images_;
  std::map<std::string, std::string> builders_;  ///< The service that builds an image, by its reference.
};

/// Entry point and command as the engine joins them; empty if the image may have an entry point that is not
/// known here.
Words first_process(const compose::Service& service, const ImageStart& image) {
  if (!service.entrypoint && !image.is_known) {
    return {};
  }
  Words words = service.entrypoint ? *service.entrypoint : image.entry_point;
  if (service.command) {
    words.insert(words.end(), service.command->begin(), service.command->end());
  } else if (!service.entrypoint) {
    words.insert(words.end(), image.command.begin(), image.command.end());
  }
  return words;
}

}  // namespace

StartWords start_words(const image::ImageModel& model) {
  StartWords words;
  for (const image::KeyPart& part : model.metadata()) {
    if (part.label == "ENTRYPOINT") {
      words.entry_point = words_of(part.text);
      words.sets_entry_point = true;
    } else if (part.label == "CMD") {
      words.command = words_of(part.text);
    } else if (part.label == "STOPSIGNAL") {
      words.sets_stop_signal = true;
    }
  }
  words.base = image::target_base(model.dockerfile_text(), model.source().options);
  return words;
}

std::vector<classify::Finding> stop_lints(const compose::Model& model,
                                          const std::map<std::string, StartWords>& images,
                                          const classify::Tree& tree,
                                          const std::vector<std::string>& before_switch) {
  constexpr std::uint64_t short_wait = 2;
  const std::set<std::string> jobs = jobs_of(model, before_switch);
  const ImageStarts starts(model, images);
  std::vector<classify::Finding> findings;
  for (const auto& [name, service] : model.services) {
    if (!has_containers(service) || service.init || jobs.contains(name) ||
        service.stop_seconds <= short_wait || !service.stop_signal.empty() ||
        service.definition.contains("pid")) {
      continue;  // With the processes of others (`pid:`) none of its own is the first.
    }
    const ImageStart image = starts.of(name);
    if (image.sets_stop_signal) {
      continue;
    }
    const std::string context =
        service.build && service.build->context.path.is_inside() ? service.build->context.path.resolved : "";
    const auto reason = StopJudge(tree, context).judge(first_process(service, image));
    if (!reason) {
      continue;
    }
    findings.push_back(
        {"stop-signal-ignored",
         name,
         service.location.file,
         service.location.line,
         fmt::format("{}, and is the first process of `{}`", reason->why, name),
         fmt::format("{}the kernel does not deliver the signal: each time that the service is stopped or "
                     "re-created, docker waits {} s and then kills it",
                     reason->is_certain ? "" : "unless a library that it uses handles SIGTERM, ",
                     service.stop_seconds),
         fmt::format("write `init: true` below `{}:` in {}", name, service.location.file),
         {}});
  }
  return findings;
}

std::vector<classify::Finding> restart_lints(const compose::Model& model,
                                             const std::vector<std::string>& before_switch) {
  const std::set<std::string> jobs = jobs_of(model, before_switch);
  std::vector<classify::Finding> findings;
  for (const auto& [name, service] : model.services) {
    if (!has_containers(service) || jobs.contains(name) || service.has_restart_policy ||
        !service.restart.empty() || is_interactive(service)) {
      continue;
    }
    findings.push_back(
        {"no-restart-policy",
         name,
         service.location.file,
         service.location.line,
         fmt::format("`{}` has no restart policy", name),
         "once it has ended, or the host has restarted, it stays down until the next deployment",
         fmt::format(
             "write `restart: unless-stopped` below `{}:` in {}, or `restart: \"no\"` if it is meant to end",
             name, service.location.file),
         {}});
  }
  return findings;
}

}  // namespace slipway::lint
