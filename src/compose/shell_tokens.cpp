#include "compose/shell_tokens.hpp"

#include <algorithm>
#include <utility>

namespace slipway::compose {
namespace {

class Lexer {
 public:
  explicit Lexer(std::string_view script) : script_(script) {}

  std::optional<std::vector<ShellToken>> run() {
    while (at_ < script_.size()) {
      if (!step()) {
        return std::nullopt;
      }
    }
    flush();
    return std::move(tokens_);
  }

 private:
  bool take(std::string_view text) {
    if (script_.substr(at_, text.size()) != text) {
      return false;
    }
    at_ += text.size();
    return true;
  }

  void flush() {
    if (in_word_) {
      tokens_.push_back(ShellToken{ShellToken::Kind::word, std::move(word_), word_is_literal_});
    }
    word_.clear();
    in_word_ = false;
    word_is_literal_ = true;
  }

  void add(ShellToken::Kind kind) {
    flush();
    tokens_.push_back(ShellToken{kind, {}, true});
  }

  bool step() {
    const char c = script_[at_];
    if (c == '`' || c == '(' || c == ')' || c == '{' || c == '}' || c == '<' || c == '*' || c == '?' ||
        c == '[') {
      return false;
    }
    if (c == '#' && !in_word_) {
      at_ = std::min(script_.find('\n', at_), script_.size());
    } else if (c == ' ' || c == '\t') {
      flush();
      ++at_;
    } else if (take("&>") || take(">")) {
      return redirection();
    } else if (take("&&")) {
      add(ShellToken::Kind::then);
    } else if (take("||")) {
      add(ShellToken::Kind::otherwise);
    } else if (take("|")) {
      add(ShellToken::Kind::pipe);
    } else if (take("&")) {
      add(ShellToken::Kind::background);
    } else if (take(";") || take("\n")) {
      add(ShellToken::Kind::separator);
    } else {
      in_word_ = true;
      return c == '\'' || c == '"' ? quoted() : plain();
    }
    return true;
  }

  bool plain() {
    if (script_[at_] == '\\') {
      ++at_;
      if (at_ == script_.size()) {
        return false;
      }
    } else if (script_[at_] == '$') {
      if (script_.substr(at_ + 1, 1) == "(" || script_.substr(at_ + 1, 1) == "{") {
        return false;
      }
      word_is_literal_ = false;
    }
    word_ += script_[at_++];
    return true;
  }

  bool quoted() {
    const char quote = script_[at_++];
    for (; at_ < script_.size() && script_[at_] != quote; ++at_) {
      if (quote == '"') {
        if (script_[at_] == '`' || script_[at_] == '$') {
          return false;
        }
        if (script_[at_] == '\\' && at_ + 1 < script_.size()) {
          ++at_;
        }
      }
      word_ += script_[at_];
    }
    return at_++ < script_.size();
  }

  /// Behind the `>`. The number of the stream, if any, is the word so far.
  bool redirection() {
    word_.clear();
    in_word_ = false;
    take(">");
    take("&");
    while (take(" ")) {
    }
    std::string target;
    while (at_ < script_.size() &&
           std::string_view(" \t\n;&|").find(script_[at_]) == std::string_view::npos) {
      target += script_[at_++];
    }
    tokens_.push_back(ShellToken{ShellToken::Kind::redirection, std::move(target), true});
    return true;
  }

  std::string_view script_;
  std::size_t at_ = 0;
  std::vector<ShellToken> tokens_;
  std::string word_;
  bool in_word_ = false;
  bool word_is_literal_ = true;
};

}  // namespace

std::optional<std::vector<ShellToken>> cut_into_tokens(std::string_view script) {
  return Lexer(script).run();
}

}  // namespace slipway::compose
