#include "image/dockerfile/dockerfile_parser.hpp"

#include "image/dockerfile/dockerfile_directives.hpp"
#include "image/dockerfile/dockerfile_error.hpp"
#include "image/dockerfile/dockerfile_lines.hpp"
#include "image/go/code_points.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace slipway::image {

namespace {

// Go's bufio.Scanner holds lines of at most 64 KiB, line break included.
constexpr std::size_t longest_line = 65535;

std::string_view without_line_end(std::string_view line) {
  const std::size_t last = line.find_last_not_of("\r\n");
  return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

bool is_comment(std::string_view line) {
  line = trim_left_space(line);
  return !line.empty() && line.front() == '#';
}

/// Hands out physical lines with their line ends.
class LineSource {
 public:
  explicit LineSource(std::string_view text) : rest_(text) {}

  std::optional<std::string_view> next() {
    if (rest_.empty() || too_long_) {
      return std::nullopt;
    }
    const std::size_t end = rest_.find('\n');
    if ((end == std::string_view::npos ? rest_.size() : end) > longest_line) {
      too_long_ = true;
      return std::nullopt;
    }
    const std::string_view line = rest_.substr(0, end == std::string_view::npos ? end : end + 1);
    rest_.remove_prefix(line.size());
    ++line_;
    return line;
  }
  /// The number of the line handed out last.
  int line() const { return line_; }
  bool stopped_at_long_line() const { return too_long_; }

 private:
  std::string_view rest_;
  int line_ = 0;
  bool too_long_ = false;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : lines_(text) {}

  Result<DockerfileTree> parse() {
    while (const auto line = lines_.next()) {
      SLIPWAY_TRY(instruction(*line));
    }
    if (tree_.nodes.empty()) {
      return refuse_dockerfile(lines_.line(), "file with no instructions");
    }
    if (lines_.stopped_at_long_line()) {
      return refuse_dockerfile(
          lines_.line() + 1,
          fmt::format("dockerfile line greater than max allowed size of {}", longest_line));
    }
    return std::move(tree_);
  }

 private:
  /// Reads the instruction that starts on `line`, or skips a comment, a directive or an empty line.
  Result<void> instruction(std::string_view line) {
    if (lines_.line() == 1 && line.substr(0, byte_order_mark.size()) == byte_order_mark) {
      line.remove_prefix(byte_order_mark.size());
    }
    const int start = lines_.line();
    SLIPWAY_TRY(comment_or_directive(line));
    std::string_view text = trim_left_space(without_line_end(line));
    if (is_comment(text)) {
      text = {};
    }
    bool continues = take_continuation(text);
    if (!continues && text.empty()) {
      return {};
    }
    std::string logical(text);
    bool empty_line_inside = false;
    while (continues) {
      const auto next = lines_.next();
      if (!next) {
        break;
      }
      std::string_view part = without_line_end(*next);
      SLIPWAY_TRY(read_directive(part));
      if (is_comment(part)) {
        continue;
      }
      if (trim_left_space(part).empty()) {
        empty_line_inside = true;
        continue;
      }
      continues = take_continuation(part);
      logical += part;
    }
    if (empty_line_inside) {
      tree_.warnings.push_back({"Empty continuation line found in: " + logical, lines_.line()});
    }
    auto node = parse_logical_line(logical, tree_.escape);
    if (!node) {
      return refuse_dockerfile(start, node.error());
    }
    SLIPWAY_TRY(read_heredocs(*node, logical, start));
    node->comments = std::exchange(comments_, {});
    node->start_line = start;
    node->end_line = lines_.line();
    tree_.nodes.push_back(std::move(*node));
    return {};
  }

  Result<void> comment_or_directive(std::string_view line) {
    if (is_comment(line)) {
      // Upstream drops the first byte, whatever it is, and keeps the `#` of an indented comment.
      const std::string_view comment = trim_space(line.substr(1));
      if (comment.empty()) {
        comments_.clear();
      } else {
        comments_.emplace_back(comment);
      }
    }
    const std::size_t before = directives_found_;
    SLIPWAY_TRY(read_directive(trim_left_space(without_line_end(line))));
    if (directives_found_ != before && !comments_.empty()) {
      comments_.pop_back();
    }
    return {};
  }

  Result<void> read_directive(std::string_view line) {
    const auto directive = directives_.read(line);
    if (!directive) {
      return refuse_dockerfile(lines_.line(), directive.error());
    }
    if (!*directive) {
      return {};
    }
    ++directives_found_;
    if ((*directive)->name == "escape") {
      const std::string& token = (*directive)->value;
      if (token != "\\" && token != "`") {
        return refuse_dockerfile(lines_.line(),
                                 fmt::format("invalid escape token '{}' does not match ` or \\", token));
      }
      tree_.escape = token.front();
    }
    return {};
  }

  /// Takes an escape token off the end of the line, blanks behind it included. Two of them are no
  /// continuation.
  bool take_continuation(std::string_view& line) const {
    const std::size_t last = line.find_last_not_of(" \t");
    if (last == std::string_view::npos || line[last] != tree_.escape ||
        (last > 0 && line[last - 1] == tree_.escape)) {
      return false;
    }
    line = line.substr(0, last);
    return true;
  }

  static bool can_contain_heredocs(const DockerfileNode& node) {
    const DockerfileNode* innermost = &node;
    if (equal_fold(node.keyword, "onbuild") && node.trigger) {
      innermost = node.trigger.get();
    }
    const std::string keyword = to_lower(innermost->keyword);
    return (keyword == "add" || keyword == "copy" || keyword == "run") && !innermost->json;
  }

  Result<void> read_heredocs(DockerfileNode& node, const std::string& logical, int start) {
    if (!can_contain_heredocs(node)) {
      return {};
    }
    auto heredocs = heredocs_from_line(logical);
    if (!heredocs) {
      return refuse_dockerfile(start, heredocs.error());
    }
    for (Heredoc& heredoc : *heredocs) {
      bool terminated = false;
      while (const auto line = lines_.next()) {
        std::string_view possible_end = without_line_end(*line);
        if (heredoc.chomp) {
          possible_end.remove_prefix(std::min(possible_end.find_first_not_of('\t'), possible_end.size()));
        }
        if (possible_end == heredoc.name) {
          terminated = true;
          break;
        }
        heredoc.content += *line;
      }
      if (!terminated) {
        return refuse_dockerfile(start, "unterminated heredoc");
      }
    }
    node.heredocs = std::move(*heredocs);
    return {};
  }

  LineSource lines_;
  DirectiveReader directives_;
  std::size_t directives_found_ = 0;
  std::vector<std::string> comments_;
  DockerfileTree tree_;
};

}  // namespace

Result<DockerfileTree> parse_dockerfile(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace slipway::image
