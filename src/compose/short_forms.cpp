#include "compose/short_forms.hpp"

#include "compose/problem.hpp"
#include "compose/source_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::compose {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Splits at colons, but not inside an open variable or after a drive letter of Windows.
std::vector<std::string> split_volume(std::string_view spec) {
  std::vector<std::string> sections(1);
  int in_variable = 0;
  for (std::size_t at = 0; at < spec.size(); ++at) {
    const char c = spec[at];
    std::string& section = sections.back();
    if (c == '$' && spec.substr(at + 1, 1) == "{") {
      ++in_variable;
    } else if (c == '}' && in_variable > 0) {
      --in_variable;
    } else if (c == ':' && in_variable == 0 && !(section.size() == 1 && is_letter(section.front()))) {
      sections.emplace_back();
      continue;
    }
    section += c;
  }
  return sections;
}

bool is_path(std::string_view source) {
  return source.starts_with('.') || source.starts_with('/') || source.starts_with('~') ||
         source.starts_with("\\\\") || source.starts_with("${") ||
         (source.size() > 1 && is_letter(source[0]) && source[1] == ':');
}

void set_boolean(Value& map, std::string_view name) {
  Value yes = Value::empty(Value::Kind::boolean, map);
  yes.text = Text("true");
  map.set(name, std::move(yes));
}

void apply_volume_options(Value& volume, const Value& short_form, std::string_view options) {
  Value bind = Value::empty(Value::Kind::map, short_form);
  std::size_t at = 0;
  while (at <= options.size()) {
    const std::size_t end = std::min(options.find(',', at), options.size());
    const std::string_view option = options.substr(at, end - at);
    at = end + 1;
    if (option == "ro") {
      set_boolean(volume, "read_only");
    } else if (option == "rw") {
      volume.erase("read_only");
    } else if (option == "nocopy") {
      Value named = Value::empty(Value::Kind::map, short_form);
      set_boolean(named, "nocopy");
      volume.set("volume", std::move(named));
    } else if (option == "z" || option == "Z") {
      bind.set("selinux", Value::string(Text(std::string(option)), short_form));
    } else if (option.ends_with("private") || option.ends_with("shared") || option.ends_with("slave")) {
      bind.set("propagation", Value::string(Text(std::string(option)), short_form));
    }
  }
  if (!bind.members.empty()) {
    volume.set("bind", std::move(bind));
  }
}

}  // namespace

std::string clean_target(std::string_view target) {
  return target.starts_with('/') ? join_path("", target) : std::string(target);
}

Result<Value> expand_volume(const Value& short_form) {
  const std::string& spec = short_form.text.value;
  const auto sections = split_volume(spec);
  const bool has_empty = std::any_of(sections.begin(), sections.end(),
                                     [](const std::string& section) { return section.empty(); });
  constexpr std::size_t most_sections = 3;
  if (has_empty || sections.size() > most_sections) {
    return refuse(short_form, "a volume does not have the form `source:target` or `source:target:options`",
                  it_is(short_form));
  }
  const auto text = [&](std::string piece) {
    return Value::string(short_form.text.part(std::move(piece)), short_form);
  };
  Value volume = Value::empty(Value::Kind::map, short_form);
  const bool has_source = sections.size() > 1;
  const std::string source = has_source ? sections.front() : std::string{};
  const bool is_bind = is_path(source);
  volume.set("type", Value::string(Text(is_bind ? "bind" : "volume"), short_form));
  if (has_source) {
    volume.set("source", text(source));
  }
  volume.set("target", text(clean_target(sections[has_source ? 1 : 0])));
  if (sections.size() == most_sections) {
    apply_volume_options(volume, short_form, sections.back());
  }
  return volume;
}

Result<Value> expand_port(const Value& short_form) {
  Value port = Value::empty(Value::Kind::map, short_form);
  const auto set = [&](std::string_view name, std::string_view piece) {
    port.set(name, Value::string(short_form.text.part(std::string(piece)), short_form));
  };
  std::string_view spec = short_form.text.value;
  std::string_view protocol = "tcp";
  if (const auto slash = spec.rfind('/'); slash != std::string_view::npos) {
    protocol = spec.substr(slash + 1);
    spec = spec.substr(0, slash);
  }
  std::string lower_protocol(protocol);
  for (char& c : lower_protocol) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  set("protocol", lower_protocol);
  const auto take_last = [&spec] {
    const auto colon = spec.rfind(':');
    const std::string_view last = colon == std::string_view::npos ? spec : spec.substr(colon + 1);
    spec = colon == std::string_view::npos ? std::string_view{} : spec.substr(0, colon);
    return last;
  };
  const std::string_view target = take_last();
  const auto looks_like_port = [](std::string_view text) {
    return text.find("${") != std::string_view::npos ||
           (!text.empty() && text.find_first_not_of("0123456789-") == std::string_view::npos);
  };
  if (!looks_like_port(target)) {
    return refuse(short_form,
                  "a port does not have the form `published:target` or `host_ip:published:target/protocol`",
                  it_is(short_form));
  }
  set("target", target);
  if (!spec.empty()) {
    const std::string_view published = take_last();
    if (!published.empty()) {
      if (!looks_like_port(published)) {
        return refuse(short_form, "a published port is neither a number nor a range", it_is(short_form));
      }
      set("published", published);
    }
    const bool is_bracketed = spec.size() > 2 && spec.starts_with('[') && spec.ends_with(']');
    if (is_bracketed) {
      spec = spec.substr(1, spec.size() - 2);
    } else if (spec.find(':') != std::string_view::npos) {
      return refuse(short_form, "the address of a published port cannot be read", it_is(short_form));
    }
    if (!spec.empty()) {
      set("host_ip", spec);
    }
  }
  return port;
}

}  // namespace slipway::compose
