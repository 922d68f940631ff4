#pragma once

#include "compose/text.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::compose {

/// Where a piece of configuration comes from: the file, and the directory its relative paths start from.
struct Origin {
  std::string file;       ///< Path in the tree.
  std::string directory;  ///< Path in the tree; "" is its root.
};

struct Member;

/// A node of a compose file: YAML with aliases and merge keys already expanded.
class Value {
 public:
  enum class Kind : std::uint8_t { null, boolean, integer, real, string, list, map };
  /// What compose's `!reset` and `!override` tags ask of a merge.
  enum class Merge : std::uint8_t { normal, reset, replace };

  Kind kind = Kind::null;
  Merge merge = Merge::normal;
  int line = 0;
  Text text;                    ///< Of a scalar; numbers and booleans are spelt as compose spells them.
  std::vector<Value> items;     ///< Of a list.
  std::vector<Member> members;  ///< Of a map: sorted by name, each name once.
  std::shared_ptr<const Origin> origin;

  /// A string that stands at the place of `beside`.
  static Value string(Text text, const Value& beside);
  /// An empty list or map that stands at the place of `beside`.
  static Value empty(Kind kind, const Value& beside);

  bool is_null() const { return kind == Kind::null; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }
  bool is_scalar() const { return kind != Kind::list && kind != Kind::map && kind != Kind::null; }

  /// The member of a map, or null if there is none.
  const Value* find(std::string_view name) const;
  Value* find(std::string_view name);
  /// The same, but a member that is null counts as absent.
  const Value* find_set(std::string_view name) const;
  /// Adds or replaces a member.
  void set(std::string_view name, Value value);
  void erase(std::string_view name);

  Location location() const { return {origin ? origin->file : std::string{}, line}; }
  /// `file:line`.
  std::string where() const;
  /// `a mapping`, `a list`, the text of a scalar in quotes …: for messages.
  std::string describe() const;

  /// Content only; places do not count.
  friend bool operator==(const Value& left, const Value& right);
};

struct Member {
  std::string name;
  Value value;
};

/// One line of text that is equal for values that mean the same to compose, and readable enough to log.
std::string canonical_text(const Value& value);

}  // namespace slipway::compose
