#include "compose/health_check.hpp"

#include "compose/shell_tokens.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace slipway::compose {
namespace {

constexpr int deepest_shell = 5;

/// How a command may end. Both are set where nothing is known about it.
struct Outcome {
  bool may_succeed = true;
  bool may_fail = true;
  bool leaves = false;  ///< Ends the shell, whatever its status.
};

constexpr Outcome success{true, false, false};
constexpr Outcome failure{false, true, false};

Outcome run_script(std::string_view script, int depth);
Outcome run_words(const std::vector<std::string>& words, bool in_shell, int depth);

std::string_view base_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  return text;
}

/// `python -c`: statements that do nothing, up to one that leaves.
Outcome run_python(std::string_view code) {
  constexpr std::array harmless = {"import sys", "import os", "import os, sys", "import sys, os", "pass", ""};
  constexpr std::array leaving = {"sys.exit(0)", "sys.exit()", "exit(0)",    "exit()",
                                  "quit(0)",     "quit()",     "os._exit(0)"};
  while (!code.empty()) {
    const auto end = code.find_first_of(";\n");
    const std::string_view statement = trimmed(code.substr(0, end));
    code = end == std::string_view::npos ? std::string_view{} : code.substr(end + 1);
    if (std::find(leaving.begin(), leaving.end(), statement) != leaving.end()) {
      return success;
    }
    if (std::find(harmless.begin(), harmless.end(), statement) == harmless.end()) {
      return {};
    }
  }
  return success;
}

Outcome run_words(const std::vector<std::string>& words, bool in_shell, int depth) {
  if (words.empty()) {
    return {};
  }
  const std::string_view name = base_name(words.front());
  if (name == "true" || name == "echo" || (in_shell && words.front() == ":")) {
    return success;
  }
  if (name == "false") {
    return failure;
  }
  if (in_shell && words.front() == "exit") {
    Outcome outcome = words.size() == 2 && words[1] == "0" ? success : Outcome{};
    outcome.leaves = true;
    return outcome;
  }
  const bool has_script = words.size() == 3 && words[1] == "-c";
  if (has_script && (name == "sh" || name == "bash" || name == "ash" || name == "dash")) {
    return run_script(words[2], depth + 1);
  }
  if (has_script && name.starts_with("python")) {
    return run_python(words[2]);
  }
  return {};
}

/// The commands between two separators, joined by `&&`, `||` and `|`.
class AndOrList {
 public:
  explicit AndOrList(int depth) : depth_(depth) {}

  void add(const ShellToken& token) {
    if (token.kind == ShellToken::Kind::word) {
      words_.push_back(token.text);
      is_literal_ = is_literal_ && token.is_literal;
    } else if (token.kind == ShellToken::Kind::redirection) {
      const bool is_harmless = token.text == "/dev/null" || token.text == "1" || token.text == "2";
      is_certain_ = is_certain_ && is_harmless;
    } else {
      end_command();
      joined_by_ = token.kind;
    }
  }

  Outcome finish() {
    end_command();
    return so_far_;
  }

 private:
  void end_command() {
    const bool negated = !words_.empty() && words_.front() == "!";
    if (negated) {
      words_.erase(words_.begin());
    }
    Outcome next = is_literal_ && is_certain_ ? run_words(words_, true, depth_) : Outcome{};
    if (negated) {
      std::swap(next.may_succeed, next.may_fail);
    }
    if (joined_by_ == ShellToken::Kind::pipe) {
      next.leaves = false;  // only the end of the pipe
    } else if (joined_by_ != ShellToken::Kind::separator) {
      next = so_far_.leaves ? so_far_ : joined(so_far_, next, joined_by_ == ShellToken::Kind::then);
    }
    so_far_ = next;
    words_.clear();
    is_literal_ = true;
    is_certain_ = true;
    joined_by_ = ShellToken::Kind::separator;
  }

  /// What follows `&&` runs only where the command before it succeeds, what follows `||` only where it fails.
  static Outcome joined(const Outcome& before, const Outcome& next, bool by_success) {
    const bool runs = by_success ? before.may_succeed : before.may_fail;
    const bool skipped_succeeds = !by_success && before.may_succeed;
    const bool skipped_fails = by_success && before.may_fail;
    Outcome result;
    result.may_succeed = skipped_succeeds || (runs && next.may_succeed);
    result.may_fail = skipped_fails || (runs && next.may_fail);
    result.leaves = next.leaves && !skipped_succeeds && !skipped_fails;
    return result;
  }

  int depth_;
  Outcome so_far_;
  std::vector<std::string> words_;
  bool is_literal_ = true;
  bool is_certain_ = true;
  ShellToken::Kind joined_by_ = ShellToken::Kind::separator;
};

/// A shell refuses a script in which an operator has no command ahead of it. An empty line is allowed, and
/// not told from a `;` here.
bool lacks_a_command(const std::vector<ShellToken>& tokens) {
  bool has_command = false;
  for (const ShellToken& token : tokens) {
    const bool is_part = token.kind == ShellToken::Kind::word || token.kind == ShellToken::Kind::redirection;
    if (!is_part && !has_command) {
      return true;
    }
    has_command = is_part;
  }
  const bool may_end = tokens.empty() || has_command || tokens.back().kind == ShellToken::Kind::separator ||
                       tokens.back().kind == ShellToken::Kind::background;
  return !may_end;
}

Outcome run_script(std::string_view script, int depth) {
  if (depth > deepest_shell) {
    return {};
  }
  const auto tokens = cut_into_tokens(script);
  if (!tokens || lacks_a_command(*tokens)) {
    return {};
  }
  constexpr std::array too_much = {"if",  "while", "until",    "for",  "case",
                                   "set", "trap",  "function", "exec", "time"};
  Outcome status = success;
  std::optional<AndOrList> list;
  const auto end_list = [&] {
    if (list) {
      status = list->finish();
    }
    list.reset();
  };
  for (const auto& token : *tokens) {
    const bool ends_list =
        token.kind == ShellToken::Kind::separator || token.kind == ShellToken::Kind::background;
    if (ends_list) {
      end_list();
      if (token.kind == ShellToken::Kind::background) {
        status = success;
      } else if (status.leaves) {
        break;
      }
      continue;
    }
    if (token.kind == ShellToken::Kind::word) {
      if (std::find(too_much.begin(), too_much.end(), token.text) != too_much.end()) {
        return {};
      }
    }
    if (!list) {
      list.emplace(depth);
    }
    list->add(token);
  }
  end_list();
  // An `exit` that only runs sometimes ends the script earlier, with a status of its own.
  for (std::size_t i = 0; i < tokens->size(); ++i) {
    const bool is_exit = (*tokens)[i].kind == ShellToken::Kind::word && (*tokens)[i].text == "exit";
    if (is_exit && (i + 1 == tokens->size() || (*tokens)[i + 1].text != "0")) {
      return {};
    }
  }
  return status;
}

}  // namespace

std::optional<std::string> why_it_cannot_fail(const std::vector<std::string>& test) {
  if (test.size() < 2) {
    return std::nullopt;
  }
  const bool is_shell = test.front() == "CMD-SHELL";
  if (!is_shell && test.front() != "CMD") {
    return std::nullopt;
  }
  const Outcome outcome =
      is_shell ? run_script(test[1], 0) : run_words({test.begin() + 1, test.end()}, false, 0);
  if (outcome.may_fail) {
    return std::nullopt;
  }
  const std::string command = fmt::format("{}", fmt::join(test.begin() + 1, test.end(), " "));
  return fmt::format("`{}` succeeds whatever state the service is in", command);
}

}  // namespace slipway::compose
