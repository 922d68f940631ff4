#include "cli/help_page.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace slipway::cli {
namespace {

std::string value_text(const ArgumentEntry& argument) {
  std::string text = argument.value.empty() ? std::string{} : " " + argument.value;
  if (!argument.choices.empty()) {
    text += fmt::format(":{{{}}}", join(argument.choices, ","));
  }
  if (argument.is_word() && argument.repeated) {
    text += " ...";
  }
  return text + (argument.required ? " REQUIRED" : "");
}

/// Words first, then options, as --help has them.
std::vector<const ArgumentEntry*> in_order(const CommandEntry& command) {
  std::vector<const ArgumentEntry*> ordered;
  for (const ArgumentEntry& argument : command.arguments) {
    ordered.push_back(&argument);
  }
  std::stable_partition(ordered.begin(), ordered.end(),
                        [](const ArgumentEntry* argument) { return argument->is_word(); });
  return ordered;
}

/// Text that roff sets as it is: no escapes, no hyphens that become dashes.
std::string roff_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  return result;
}

/// One line of text, which a full stop or an apostrophe at its start must not make a request.
std::string roff_line(const std::string& text) {
  return text.starts_with('.') || text.starts_with('\'') ? "\\&" + text : text;
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return result;
}

/// `code` and **strong** are set bold, *this* in italics, [text](where) is its text.
std::string roff_inline(std::string_view text) {
  std::string result;
  bool bold = false;
  bool code = false;
  bool italic = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    const bool strong = !code && rest.starts_with("**");
    if (rest.front() == '`' || strong) {
      bold = !bold;
      code = rest.front() == '`' && bold;
      result += bold ? "\\fB" : "\\fR";
      i += strong ? 1 : 0;
      continue;
    }
    const bool opens = rest.size() > 1 && std::isalpha(static_cast<unsigned char>(rest[1])) != 0;
    if (!code && rest.front() == '*' && (italic || opens)) {
      italic = !italic;
      result += italic ? "\\fI" : "\\fR";
      continue;
    }
    if (!code && rest.starts_with("](") && rest.find(')') != std::string_view::npos) {
      i += rest.find(')');
      continue;
    }
    const std::size_t link = rest.find("](");
    if (!code && rest.front() == '[' && link != std::string_view::npos && link < rest.find('\n')) {
      continue;
    }
    result += roff_text(rest.substr(0, 1));
  }
  return result;
}

bool is_rule(std::string_view row) {
  return row.find_first_not_of("|-: ") == std::string_view::npos;
}

/// The cells of a row of a table; `\|` is a bar in a cell.
std::vector<std::string> cells(std::string_view row) {
  std::vector<std::string> result;
  std::string cell;
  for (std::size_t i = 1; i < row.size(); ++i) {
    if (row[i] == '\\' && i + 1 < row.size() && row[i + 1] == '|') {
      cell += '|';
      ++i;
    } else if (row[i] == '|') {
      result.emplace_back(trim(cell));
      cell.clear();
    } else {
      cell += row[i];
    }
  }
  return result;
}

class Writer {
 public:
  void line(const std::string& markdown) {
    if (markdown.starts_with("    ") || (code_ && markdown.empty())) {
      return code_line(markdown);
    }
    leave_code();
    const std::size_t dot = markdown.find(". ");
    const bool numbered =
        dot != std::string::npos && dot > 0 && markdown.find_first_not_of("0123456789") == dot;
    if (markdown.empty()) {
      paragraph_ = !below_heading_;
      in_table_ = false;
      return;
    }
    below_heading_ = markdown.starts_with("#");
    if (markdown.starts_with("#")) {
      const std::string title(trim(markdown.substr(markdown.find_first_not_of('#'))));
      text_ += markdown.starts_with("## ") ? fmt::format(".SH \"{}\"\n", roff_text(upper(title)))
                                           : fmt::format(".SS \"{}\"\n", roff_inline(title));
      paragraph_ = false;
    } else if (markdown.starts_with("|")) {
      table_row(markdown);
    } else if (numbered || markdown.starts_with("- ")) {
      const std::string mark = numbered ? markdown.substr(0, dot + 1) : "\\(bu";
      text_ += fmt::format(".IP {} 4\n{}\n", mark,
                           roff_line(roff_inline(markdown.substr(numbered ? dot + 2 : 2))));
      paragraph_ = false;
    } else {
      if (paragraph_) {
        text_ += ".PP\n";
      }
      text_ += roff_line(roff_inline(trim(markdown))) + "\n";
      paragraph_ = false;
    }
  }

  std::string finish() {
    leave_code();
    return std::move(text_);
  }

 private:
  void code_line(const std::string& markdown) {
    if (!code_) {
      text_ += ".PP\n.RS 4\n.nf\n";
      code_ = true;
    }
    if (markdown.empty()) {
      ++blank_;
      return;
    }
    text_ += std::string(blank_, '\n');
    blank_ = 0;
    text_ += roff_line(roff_text(markdown.substr(4))) + "\n";
  }

  void leave_code() {
    if (code_) {
      text_ += ".fi\n.RE\n";
      code_ = false;
      paragraph_ = paragraph_ || blank_ > 0;
      blank_ = 0;
    }
  }

  void table_row(const std::string& markdown) {
    const bool header = !in_table_;
    in_table_ = true;
    // The first row names the columns, the second is a rule: in a list of terms they say nothing.
    if (header || is_rule(markdown)) {
      return;
    }
    std::vector<std::string> row = cells(markdown);
    if (row.empty()) {
      return;
    }
    const std::string term = row.front();
    row.erase(row.begin());
    std::erase(row, std::string{});
    text_ +=
        fmt::format(".TP\n{}\n{}\n", roff_line(roff_inline(term)), roff_line(roff_inline(join(row, "; "))));
    paragraph_ = true;
  }

  std::string text_;
  std::size_t blank_ = 0;
  bool code_ = false;
  bool paragraph_ = false;
  bool in_table_ = false;
  bool below_heading_ = false;
};

/// The line of a reference page that shows how the command is called.
std::string synopsis(const CommandEntry& command, std::string_view prose) {
  for (const std::string& line : split(prose, '\n')) {
    if (line.starts_with("    slipway")) {
      return std::string(trim(line));
    }
  }
  return command.name.empty() ? "slipway [--verbose] <command> [<option>...]" : "slipway " + command.name;
}

/// What a reference page says below its table of options.
std::string_view below_options(std::string_view prose) {
  const std::size_t options = prose.find("\n## Options\n");
  const std::size_t next = options == std::string_view::npos ? options : prose.find("\n## ", options + 1);
  return next == std::string_view::npos ? std::string_view{} : prose.substr(next + 1);
}

std::string options_section(const CommandEntry& command) {
  std::string text = ".SH OPTIONS\n";
  for (const ArgumentEntry* argument : in_order(command)) {
    text += fmt::format(".TP\n\\fB{}\\fR{}\n{}\n", roff_text(join(argument->names, ", ")),
                        roff_text(value_text(*argument)), roff_line(roff_text(argument->help)));
  }
  return text;
}

}  // namespace

std::string options_table(const CommandEntry& command) {
  std::string text = "| option | meaning |\n| --- | --- |\n";
  for (const ArgumentEntry* argument : in_order(command)) {
    text +=
        fmt::format("| `{}{}` | {} |\n", join(argument->names, ","), value_text(*argument), argument->help);
  }
  return text;
}

std::string roff_from_markdown(std::string_view markdown) {
  Writer writer;
  for (const std::string& line : split(markdown, '\n')) {
    writer.line(line);
  }
  return writer.finish();
}

std::string manual_page(const std::vector<CommandEntry>& commands, const CommandEntry& command,
                        std::string_view version, std::string_view prose) {
  const std::string name = command.name.empty() ? "slipway" : "slipway-" + command.name;
  std::string text = fmt::format(
      ".TH {} 1 \"\" \"Slipway {}\" \"Slipway manual\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n\\fB{}\\fR\n",
      roff_text(upper(name)), version, roff_text(name), roff_text(command.summary),
      roff_text(synopsis(command, prose)));
  text += options_section(command);
  if (command.name.empty()) {
    text += ".SH COMMANDS\n";
    for (const CommandEntry& other : commands) {
      if (!other.name.empty() && !other.hidden) {
        text += fmt::format(".TP\n\\fBslipway\\-{}\\fR(1)\n{}\n", roff_text(other.name),
                            roff_line(roff_text(other.summary)));
      }
    }
  }
  text += roff_from_markdown(command.name.empty() ? prose : below_options(prose));
  text += ".SH SEE ALSO\n";
  text += command.name.empty() ? "" : "\\fBslipway\\fR(1), ";
  return text + "/usr/share/doc/slipway/docs/README.md\n";
}

}  // namespace slipway::cli
