#include "compose/yaml_reader.hpp"

#include "compose/plain_scalar.hpp"
#include "compose/problem.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <map>
#include <sstream>
#include <utility>

namespace slipway::compose {
namespace {

/// Leaves the YAML parser, which knows no other way out of its handlers; caught in read_yaml.
struct Refusal : std::exception {
  Refusal(int at, std::string what_is_wrong) : line(at), problem(std::move(what_is_wrong)) {}
  const char* what() const noexcept override { return problem.c_str(); }

  int line;
  std::string problem;
};

struct Anchored {
  Value value;
  std::size_t nodes = 0;
  std::size_t bytes = 0;
  std::size_t height = 0;
};

/// A list or map that is still open.
struct Frame {
  Value container;
  YAML::anchor_t anchor = 0;
  bool has_key = false;
  bool key_is_merge = false;
  std::string key;
  std::vector<Value> merged;  ///< What `<<` brings, the stronger first.
  std::size_t nodes = 1;
  std::size_t bytes = 0;
  std::size_t height = 1;
};

class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(std::shared_ptr<const Origin> origin) : origin_(std::move(origin)) {}

  std::vector<Value> take() { return std::move(documents_); }

  // --- yaml-cpp's events ---------------------------------------------------------------------------
  void OnDocumentStart(const YAML::Mark& /*mark*/) override { anchors_.clear(); }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add_leaf(make(mark, "?", Value::Kind::null), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto anchored = anchors_.find(anchor);
    if (anchored == anchors_.end()) {
      throw Refusal(line_of(mark), "an alias of something that contains the alias");
    }
    if (frames_.size() + anchored->second.height > YamlLimits::depth) {
      throw Refusal(line_of(mark), "nesting that is too deep");
    }
    count(mark.line, anchored->second.nodes, anchored->second.bytes);
    add(anchored->second.value, anchored->second.nodes, anchored->second.bytes, anchored->second.height);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    Value value = make(mark, tag, Value::Kind::string);
    value.text = Text(text);
    if (tag == "?" || value.merge == Value::Merge::reset) {
      auto resolved = resolve_plain_scalar(text);
      value.kind = resolved.kind;
      value.text.value = std::move(resolved.spelling);
    }
    plain_merge_key_ = tag == "?" && text == "<<";
    add_leaf(std::move(value), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, make(mark, tag, Value::Kind::list), anchor);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, make(mark, tag, Value::Kind::map), anchor);
  }
  void OnMapEnd() override {
    finish_map(frames_.back());
    close();
  }

 private:
  static int line_of(const YAML::Mark& mark) { return mark.line + 1; }

  Value make(const YAML::Mark& mark, const std::string& tag, Value::Kind kind) const {
    Value value;
    value.kind = kind;
    value.line = line_of(mark);
    value.origin = origin_;
    value.merge = tag == "!reset"      ? Value::Merge::reset
                  : tag == "!override" ? Value::Merge::replace
                                       : Value::Merge::normal;
    return value;
  }

  void count(int line, std::size_t nodes, std::size_t bytes) {
    nodes_ += nodes;
    bytes_ += bytes;
    if (nodes_ > YamlLimits::nodes || bytes_ > YamlLimits::scalar_bytes) {
      throw Refusal(line + 1, "more content than any compose file has, most of it by repeated aliases");
    }
  }

  void open(const YAML::Mark& mark, Value container, YAML::anchor_t anchor) {
    if (frames_.size() >= YamlLimits::depth) {
      throw Refusal(line_of(mark), "nesting that is too deep");
    }
    count(mark.line, 1, 0);
    Frame frame;
    frame.container = std::move(container);
    frame.anchor = anchor;
    frames_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    remember(frame.anchor, frame.container, frame.nodes, frame.bytes, frame.height);
    add(std::move(frame.container), frame.nodes, frame.bytes, frame.height);
  }

  void add_leaf(Value value, YAML::anchor_t anchor) {
    const std::size_t bytes = value.text.written.size();
    count(value.line - 1, 1, bytes);
    remember(anchor, value, 1, bytes, 1);
    add(std::move(value), 1, bytes, 1);
  }

  void remember(YAML::anchor_t anchor, const Value& value, std::size_t nodes, std::size_t bytes,
                std::size_t height) {
    if (anchor != 0) {
      count(value.line - 1, nodes, bytes);
      anchors_[anchor] = Anchored{value, nodes, bytes, height};
    }
  }

  void add(Value value, std::size_t nodes, std::size_t bytes, std::size_t height) {
    if (frames_.empty()) {
      if (!value.is_null()) {
        documents_.push_back(std::move(value));
      }
      return;
    }
    Frame& frame = frames_.back();
    frame.nodes += nodes;
    frame.bytes += bytes;
    frame.height = std::max(frame.height, height + 1);
    if (frame.container.is_list()) {
      frame.container.items.push_back(std::move(value));
    } else if (!frame.has_key) {
      take_key(frame, value);
    } else {
      take_member(frame, std::move(value));
    }
  }

  void take_key(Frame& frame, const Value& key) const {
    if (!key.is_scalar()) {
      throw Refusal(key.line, fmt::format("a key that is {}", key.describe()));
    }
    frame.has_key = true;
    frame.key_is_merge = plain_merge_key_;
    frame.key = key.text.written;
  }

  static void take_member(Frame& frame, Value value) {
    frame.has_key = false;
    if (!frame.key_is_merge) {
      frame.container.members.push_back(Member{std::move(frame.key), std::move(value)});
    } else if (value.is_map()) {
      frame.merged.push_back(std::move(value));
    } else if (value.is_list() && std::all_of(value.items.begin(), value.items.end(),
                                              [](const Value& item) { return item.is_map(); })) {
      std::move(value.items.begin(), value.items.end(), std::back_inserter(frame.merged));
    } else {
      throw Refusal(value.line, "`<<` with something other than a mapping or a list of mappings");
    }
  }

  static void finish_map(Frame& frame) {
    auto& members = frame.container.members;
    const auto by_name = [](const Member& left, const Member& right) { return left.name < right.name; };
    const auto same_name = [](const Member& left, const Member& right) { return left.name == right.name; };
    std::stable_sort(members.begin(), members.end(), by_name);
    const auto twice = std::adjacent_find(members.begin(), members.end(), same_name);
    if (twice != members.end()) {
      throw Refusal((twice + 1)->value.line,
                    fmt::format("the key `{}`, which line {} has already", twice->name, twice->value.line));
    }
    for (auto& map : frame.merged) {
      // A stable sort keeps what is there already ahead of what the merge key brings.
      std::move(map.members.begin(), map.members.end(), std::back_inserter(members));
      std::stable_sort(members.begin(), members.end(), by_name);
      members.erase(std::unique(members.begin(), members.end(), same_name), members.end());
    }
  }

  std::shared_ptr<const Origin> origin_;
  std::vector<Value> documents_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
  bool plain_merge_key_ = false;
};

}  // namespace

Result<std::vector<Value>> read_yaml(const std::string& text, std::shared_ptr<const Origin> origin) {
  const auto refused = [&](int line, std::string_view problem) {
    return fail(ExitCode::refused, "the compose file is not valid YAML",
                fmt::format("{}:{}: {}", origin->file, line, problem), check_with_compose(origin->file));
  };
  if (text.size() > YamlLimits::file_bytes) {
    return refused(1, fmt::format("{} bytes; the limit is {}", text.size(), YamlLimits::file_bytes));
  }
  Builder builder(origin);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refusal& refusal) {
    return refused(refusal.line, refusal.problem);
  } catch (const YAML::Exception& error) {
    return refused(error.mark.line + 1, error.msg);
  } catch (const std::exception& error) {
    return refused(1, error.what());
  }
  return builder.take();
}

}  // namespace slipway::compose
