#include "image/dockerfile/run_mount.hpp"

#include "image/dockerfile/dockerfile_error.hpp"
#include "image/go/code_points.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <map>
#include <vector>

namespace slipway::image {

namespace {

using Checked = tl::expected<void, std::string>;

/// One record of Go's encoding/csv: fields in double quotes may hold commas, `""` is a quote.
tl::expected<std::vector<std::string>, std::string> split_record(std::string_view text) {
  if (text.empty()) {
    return refuse("failed to parse csv mounts: EOF");
  }
  std::vector<std::string> fields;
  while (true) {
    std::string field;
    if (!text.empty() && text.front() == '"') {
      text.remove_prefix(1);
      while (true) {
        const std::size_t quote = text.find('"');
        if (quote == std::string_view::npos) {
          return refuse("failed to parse csv mounts: extraneous or missing \" in quoted-field");
        }
        field += text.substr(0, quote);
        text.remove_prefix(quote + 1);
        if (text.empty() || text.front() != '"') {
          break;
        }
        field += '"';
        text.remove_prefix(1);
      }
      if (!text.empty() && text.front() != ',') {
        return refuse("failed to parse csv mounts: extraneous or missing \" in quoted-field");
      }
    } else {
      const std::size_t comma = text.find(',');
      field = text.substr(0, comma);
      if (field.find('"') != std::string::npos) {
        return refuse("failed to parse csv mounts: bare \" in non-quoted-field");
      }
      text.remove_prefix(field.size());
    }
    fields.push_back(std::move(field));
    if (text.empty()) {
      return fields;
    }
    text.remove_prefix(1);
  }
}

std::optional<bool> parse_bool(std::string_view text) {
  for (const std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (text == yes) {
      return true;
    }
  }
  for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (text == no) {
      return false;
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> parse_number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || result.ec != std::errc() || result.ptr != text.data() + text.size() ||
      value > std::numeric_limits<std::uint32_t>::max()) {
    return std::nullopt;
  }
  return value;
}

const std::map<std::string, RunMount::Type>& types() {
  static const std::map<std::string, RunMount::Type> names = {{"bind", RunMount::Type::bind},
                                                              {"cache", RunMount::Type::cache},
                                                              {"tmpfs", RunMount::Type::tmpfs},
                                                              {"secret", RunMount::Type::secret},
                                                              {"ssh", RunMount::Type::ssh}};
  return names;
}

std::string type_name(RunMount::Type type) {
  for (const auto& [name, value] : types()) {
    if (value == type) {
      return name;
    }
  }
  return {};
}

class MountReader {
 public:
  explicit MountReader(const ValueExpander& expander) : expander_(expander) {}

  Checked field(const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::string key = to_lower(std::string_view(text).substr(0, equals));
    if (equals == std::string::npos) {
      return expander_ ? bare_key(key, text) : Checked();
    }
    std::string value = text.substr(equals + 1);
    if (expander_) {
      auto expanded = expander_(value);
      if (!expanded) {
        return refuse(expanded.error());
      }
      value = std::move(*expanded);
    } else if (key != "from") {
      return {};
    } else if (const std::size_t dollar = value.find('$');
               dollar != std::string::npos && dollar + 1 < value.size()) {
      return refuse("'from' doesn't support variable expansion, define alias stage instead");
    }
    return assign(key, value, text);
  }

  tl::expected<RunMount, std::string> finish() {
    const bool with_owner = mount_.type == RunMount::Type::secret || mount_.type == RunMount::Type::ssh ||
                            mount_.type == RunMount::Type::cache;
    for (const auto& [name, value] :
         {std::pair("mode", mount_.mode), {"uid", mount_.uid}, {"gid", mount_.gid}}) {
      if (!with_owner && value) {
        return refuse(fmt::format("{} not allowed for \"{}\" type mounts", name, type_name(mount_.type)));
      }
    }
    if (!access_given_) {
      mount_.read_only = mount_.type != RunMount::Type::cache && mount_.type != RunMount::Type::tmpfs;
    }
    if (mount_.type == RunMount::Type::secret) {
      if (!mount_.from.empty()) {
        return refuse("secret mount should not have a from");
      }
      if (!mount_.sharing.empty()) {
        return refuse("secret mount should not define sharing");
      }
      if (expander_ && mount_.source.empty() && mount_.target.empty() && mount_.cache_id.empty()) {
        return refuse("invalid secret mount. one of source, target required");
      }
      if (!mount_.source.empty() && !mount_.cache_id.empty()) {
        return refuse("both source and id can't be set");
      }
    }
    if (!mount_.sharing.empty() && mount_.type != RunMount::Type::cache) {
      return refuse(fmt::format("invalid cache sharing set for {} mount", type_name(mount_.type)));
    }
    return std::move(mount_);
  }

 private:
  Checked bare_key(const std::string& key, const std::string& text) {
    if (key == "readonly" || key == "ro" || key == "readwrite" || key == "rw") {
      set_access(key.substr(0, 5) == "reado" || key == "ro");
      return {};
    }
    if (key == "required") {
      return set_required(key, true);
    }
    return refuse(fmt::format("invalid field '{}' must be a key=value pair", text));
  }

  void set_access(bool read_only) {
    mount_.read_only = read_only;
    access_given_ = true;
  }

  Checked set_required(const std::string& key, bool required) {
    if (mount_.type != RunMount::Type::secret && mount_.type != RunMount::Type::ssh) {
      return refuse(fmt::format("unexpected key '{}' for mount type '{}'", key, type_name(mount_.type)));
    }
    mount_.required = required;
    return {};
  }

  static Checked set_number(std::optional<std::uint64_t>& number, const std::string& key,
                            const std::string& value, int base) {
    number = parse_number(value, base);
    return number ? Checked() : refuse(fmt::format("invalid value {} for {}", value, key));
  }

  Checked set_boolean(const std::string& key, const std::string& value) {
    const auto boolean = parse_bool(value);
    if (!boolean) {
      return refuse(fmt::format("invalid value for {}: {}", key, value));
    }
    if (key == "required") {
      return set_required(key, *boolean);
    }
    set_access((key == "readonly" || key == "ro") == *boolean);
    return {};
  }

  Checked assign(const std::string& key, const std::string& value, const std::string& text) {
    if (key == "type") {
      const auto found = types().find(to_lower(value));
      if (found == types().end()) {
        return refuse(fmt::format("unsupported mount type \"{}\"", value));
      }
      mount_.type = found->second;
    } else if (key == "from") {
      mount_.from = value;
    } else if (key == "source" || key == "src") {
      mount_.source = value;
    } else if (key == "target" || key == "dst" || key == "destination") {
      mount_.target = value;
    } else if (key == "readonly" || key == "ro" || key == "readwrite" || key == "rw" || key == "required") {
      return set_boolean(key, value);
    } else if (key == "size") {
      if (mount_.type != RunMount::Type::tmpfs) {
        return refuse(fmt::format("unexpected key '{}' for mount type '{}'", key, type_name(mount_.type)));
      }
      mount_.size_limit = value;
    } else if (key == "id") {
      mount_.cache_id = value;
    } else if (key == "env") {
      mount_.environment = value;
    } else if (key == "sharing") {
      mount_.sharing = to_lower(value);
      if (mount_.sharing != "shared" && mount_.sharing != "private" && mount_.sharing != "locked") {
        return refuse(fmt::format("unsupported sharing value \"{}\"", value));
      }
    } else if (key == "mode") {
      return set_number(mount_.mode, key, value, 8);
    } else if (key == "uid") {
      return set_number(mount_.uid, key, value, 10);
    } else if (key == "gid") {
      return set_number(mount_.gid, key, value, 10);
    } else {
      return refuse(fmt::format("unexpected key '{}' in '{}'", key, text));
    }
    return {};
  }

  const ValueExpander& expander_;
  RunMount mount_;
  bool access_given_ = false;
};

}  // namespace

tl::expected<RunMount, std::string> parse_run_mount(std::string_view value, const ValueExpander& expander) {
  const auto fields = split_record(value);
  if (!fields) {
    return refuse(fields.error());
  }
  MountReader reader(expander);
  for (const std::string& field : *fields) {
    if (const Checked read = reader.field(field); !read) {
      return refuse(read.error());
    }
  }
  return reader.finish();
}

}  // namespace slipway::image
