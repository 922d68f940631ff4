#include "cli/completion.hpp"

#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::cli {
namespace {

std::vector<std::string> option_names(const CommandEntry& command) {
  std::vector<std::string> names;
  for (const ArgumentEntry& argument : command.arguments) {
    if (!argument.is_word()) {
      names.insert(names.end(), argument.names.begin(), argument.names.end());
    }
  }
  return names;
}

std::vector<std::string> command_names(const std::vector<CommandEntry>& commands) {
  std::vector<std::string> names;
  for (const CommandEntry& command : commands) {
    if (!command.name.empty() && !command.hidden) {
      names.push_back(command.name);
    }
  }
  return names;
}

/// The values of the words that a command takes, where they are known beforehand.
std::vector<std::string> word_choices(const CommandEntry& command) {
  std::vector<std::string> choices;
  for (const ArgumentEntry& argument : command.arguments) {
    if (argument.is_word()) {
      choices.insert(choices.end(), argument.choices.begin(), argument.choices.end());
    }
  }
  return choices;
}

/// The branches of a `case` that complete the value of an option: "command,option".
std::string bash_value_cases(const CommandEntry& command) {
  std::string cases;
  for (const ArgumentEntry& argument : command.arguments) {
    if (argument.is_word() || argument.value.empty()) {
      continue;
    }
    std::string patterns;
    for (const std::string& name : argument.names) {
      patterns += (patterns.empty() ? "" : "|") + command.name + "," + name;
    }
    cases += fmt::format("    {}) words={}; kind={} ;;\n", patterns, shell_quote(join(argument.choices, " ")),
                         argument.choices.empty() ? "file" : "word");
  }
  return cases;
}

/// For _arguments: a colon ends the message, a bracket the description.
std::string zsh_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') {
      result += '\\';
    }
    result += c;
  }
  return result;
}

std::string zsh_action(const ArgumentEntry& argument) {
  return argument.choices.empty() ? "_files" : fmt::format("({})", join(argument.choices, " "));
}

std::string zsh_specification(const ArgumentEntry& argument) {
  if (argument.is_word()) {
    return fmt::format("{}:{}:{}", argument.repeated ? "*" : "", zsh_text(argument.names.front()),
                       zsh_action(argument));
  }
  const std::string value = argument.value.empty() ? std::string{} : ":value:" + zsh_action(argument);
  const std::string description = fmt::format("[{}]{}", zsh_text(argument.help), value);
  return (argument.repeated ? "*" : fmt::format("({})", join(argument.names, " "))) + "%" + description;
}

std::string zsh_arguments(const CommandEntry& command) {
  std::string text;
  for (const ArgumentEntry& argument : command.arguments) {
    const std::string specification = zsh_specification(argument);
    if (argument.is_word()) {
      text += " \\\n        " + shell_quote(specification);
      continue;
    }
    const std::size_t at = specification.find('%');
    for (const std::string& name : argument.names) {
      const std::string equals = argument.value.empty() || !name.starts_with("--") ? "" : "=";
      text += " \\\n        " + shell_quote(fmt::format("{}{}{}{}", specification.substr(0, at), name, equals,
                                                        specification.substr(at + 1)));
    }
  }
  return text;
}

/// A string in fish's single quotes: only the quote and the backslash mean something.
std::string fish_quote(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') {
      result += '\\';
    }
    result += c;
  }
  return result + "'";
}

}  // namespace

std::string bash_completion(const std::vector<CommandEntry>& commands) {
  std::string options;
  std::string values;
  for (const CommandEntry& command : commands) {
    if (!command.hidden) {
      options += fmt::format(
          "    '{}') options={}; words={} ;;\n", command.name, shell_quote(join(option_names(command), " ")),
          shell_quote(join(command.name.empty() ? command_names(commands) : word_choices(command), " ")));
      values += bash_value_cases(command);
    }
  }
  return fmt::format(
      "# bash completion for slipway. Made by: slipway completion bash\n"
      "_slipway() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}\n"
      "  local command='' options='' words='' kind='' index\n"
      "  # bash takes `=` for a word of its own.\n"
      "  if [[ $current == '=' ]]; then\n"
      "    current=''\n"
      "  elif [[ $previous == '=' ]]; then\n"
      "    previous=${{COMP_WORDS[COMP_CWORD-2]}}\n"
      "  fi\n"
      "  for ((index = 1; index < COMP_CWORD; index++)); do\n"
      "    if [[ ${{COMP_WORDS[index]}} != -* ]]; then\n"
      "      command=${{COMP_WORDS[index]}}\n"
      "      break\n"
      "    fi\n"
      "  done\n"
      "  COMPREPLY=()\n"
      "  case $command,$previous in\n"
      "{}"
      "  esac\n"
      "  if [[ $kind == word ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      "    return\n"
      "  elif [[ $kind == file ]]; then\n"
      "    compopt -o filenames 2>/dev/null\n"
      "    mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
      "    return\n"
      "  fi\n"
      "  case $command in\n"
      "{}"
      "  esac\n"
      "  if [[ $current == -* ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$current\")\n"
      "  elif [[ -n $words ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      "  else\n"
      "    compopt -o filenames 2>/dev/null\n"
      "    mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
      "  fi\n"
      "}}\n"
      "complete -F _slipway slipway\n",
      values, options);
}

std::string zsh_completion(const std::vector<CommandEntry>& commands) {
  std::string names;
  std::string cases;
  std::string general;
  for (const CommandEntry& command : commands) {
    if (command.hidden) {
      continue;
    }
    if (command.name.empty()) {
      general = zsh_arguments(command);
      continue;
    }
    names += "    " + shell_quote(zsh_text(command.name) + ":" + zsh_text(command.summary)) + "\n";
    cases += fmt::format("    {})\n      _arguments -S{}\n      ;;\n", command.name, zsh_arguments(command));
  }
  return fmt::format(
      "#compdef slipway\n"
      "# zsh completion for slipway. Made by: slipway completion zsh\n"
      "_slipway() {{\n"
      "  local curcontext=$curcontext state line\n"
      "  local -a commands\n"
      "  commands=(\n{}  )\n"
      "  _arguments -C{} \\\n"
      "        '1:command:->command' '*::argument:->argument' && return 0\n"
      "  if [[ $state == command ]]; then\n"
      "    _describe -t commands command commands\n"
      "    return\n"
      "  fi\n"
      "  case $line[1] in\n"
      "{}"
      "  esac\n"
      "}}\n"
      "if [[ $funcstack[1] == _slipway ]]; then\n"
      "  _slipway \"$@\"\n"
      "else\n"
      "  compdef _slipway slipway\n"
      "fi\n",
      names, general, cases);
}

std::string fish_completion(const std::vector<CommandEntry>& commands) {
  std::string text = "# fish completion for slipway. Made by: slipway completion fish\n";
  const std::string all = join(command_names(commands), " ");
  for (const CommandEntry& command : commands) {
    if (command.hidden) {
      continue;
    }
    const std::string condition = command.name.empty()
                                      ? fmt::format("not __fish_seen_subcommand_from {}", all)
                                      : "__fish_seen_subcommand_from " + command.name;
    if (!command.name.empty()) {
      text += fmt::format("complete -c slipway -f -n {} -a {} -d {}\n",
                          fish_quote(fmt::format("not __fish_seen_subcommand_from {}", all)), command.name,
                          fish_quote(command.summary));
    }
    for (const ArgumentEntry& argument : command.arguments) {
      std::string line = "complete -c slipway -n " + fish_quote(condition);
      if (argument.is_word()) {
        if (argument.choices.empty()) {
          continue;
        }
        line += " -f -a " + fish_quote(join(argument.choices, " "));
      }
      for (const std::string& name : argument.is_word() ? std::vector<std::string>{} : argument.names) {
        line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      }
      if (!argument.is_word() && !argument.value.empty()) {
        line += argument.choices.empty() ? " -r" : " -x -a " + fish_quote(join(argument.choices, " "));
      }
      text += line + " -d " + fish_quote(argument.help) + "\n";
    }
  }
  return text;
}

}  // namespace slipway::cli
