#include "compose/value.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::compose {
namespace {

constexpr std::size_t longest_quoted_text = 60;

template <class Members>
auto lower_bound(Members& members, std::string_view name) {
  return std::lower_bound(members.begin(), members.end(), name,
                          [](const Member& member, std::string_view key) {
                            return std::string_view(member.name).compare(key) < 0;
                          });
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  out += '"';
}

void append_canonical(std::string& out, const Value& value) {
  switch (value.kind) {
    case Value::Kind::null:
      out += "null";
      break;
    case Value::Kind::list:
      out += '[';
      for (const auto& item : value.items) {
        out += out.back() == '[' ? "" : ",";
        append_canonical(out, item);
      }
      out += ']';
      break;
    case Value::Kind::map:
      out += '{';
      for (const auto& member : value.members) {
        out += out.back() == '{' ? "" : ",";
        append_quoted(out, member.name);
        out += ':';
        append_canonical(out, member.value);
      }
      out += '}';
      break;
    case Value::Kind::boolean:
    case Value::Kind::integer:
    case Value::Kind::real:
    case Value::Kind::string:
      append_quoted(out, value.text.value);
      break;
  }
}

}  // namespace

Value Value::string(Text text, const Value& beside) {
  Value value = empty(Kind::string, beside);
  value.text = std::move(text);
  return value;
}

Value Value::empty(Kind kind, const Value& beside) {
  Value value;
  value.kind = kind;
  value.line = beside.line;
  value.origin = beside.origin;
  return value;
}

const Value* Value::find(std::string_view name) const {
  const auto found = lower_bound(members, name);
  return found != members.end() && found->name == name ? &found->value : nullptr;
}

Value* Value::find(std::string_view name) {
  const auto found = lower_bound(members, name);
  return found != members.end() && found->name == name ? &found->value : nullptr;
}

const Value* Value::find_set(std::string_view name) const {
  const Value* found = find(name);
  return found != nullptr && !found->is_null() ? found : nullptr;
}

void Value::set(std::string_view name, Value value) {
  const auto found = lower_bound(members, name);
  if (found != members.end() && found->name == name) {
    found->value = std::move(value);
  } else {
    members.insert(found, Member{std::string(name), std::move(value)});
  }
}

void Value::erase(std::string_view name) {
  const auto found = lower_bound(members, name);
  if (found != members.end() && found->name == name) {
    members.erase(found);
  }
}

std::string Value::where() const {
  return fmt::format("{}:{}", origin ? origin->file : std::string{}, line);
}

std::string Value::describe() const {
  switch (kind) {
    case Kind::null:
      return "nothing";
    case Kind::list:
      return "a list";
    case Kind::map:
      return "a mapping";
    case Kind::boolean:
    case Kind::integer:
    case Kind::real:
    case Kind::string:
      break;
  }
  const std::string& shown = text.written;
  return shown.size() > longest_quoted_text ? fmt::format("`{}…`", shown.substr(0, longest_quoted_text))
                                            : fmt::format("`{}`", shown);
}

bool operator==(const Value& left, const Value& right) {
  return canonical_text(left) == canonical_text(right);
}

std::string canonical_text(const Value& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

}  // namespace slipway::compose
