#include "image/dockerfile/instruction_flags.hpp"

#include "image/go/code_points.hpp"

#include <fmt/format.h>

namespace slipway::image {

tl::expected<InstructionFlags, std::string> InstructionFlags::parse(
    const std::vector<std::string>& words, const std::map<std::string, Kind>& accepted) {
  InstructionFlags flags;
  for (const std::string& word : words) {
    if (word.rfind("--", 0) != 0) {
      return tl::unexpected(fmt::format("arg should start with -- : {}", word));
    }
    if (word == "--") {
      break;
    }
    const std::size_t equals = word.find('=');
    const bool has_value = equals != std::string::npos;
    const std::string name = word.substr(2, has_value ? equals - 2 : std::string::npos);
    std::string value = has_value ? word.substr(equals + 1) : std::string();
    const auto kind = accepted.find(name);
    if (kind == accepted.end()) {
      return tl::unexpected(fmt::format("unknown flag: --{}", name));
    }
    if (flags.values_.count(name) != 0 && kind->second != Kind::list) {
      return tl::unexpected(fmt::format("duplicate flag specified: --{}", name));
    }
    if (kind->second == Kind::boolean) {
      if (has_value && value.empty()) {
        return tl::unexpected(fmt::format("missing a value on flag: --{}", name));
      }
      const std::string lower = has_value ? to_lower(value) : "true";
      if (lower != "true" && lower != "false") {
        return tl::unexpected(fmt::format("expecting boolean value for flag --{}, not: {}", name, value));
      }
      value = lower;
    } else if (!has_value) {
      return tl::unexpected(fmt::format("missing a value on flag: --{}", name));
    }
    flags.values_[name].push_back(std::move(value));
  }
  return flags;
}

std::string InstructionFlags::text(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : found->second.front();
}

std::vector<std::string> InstructionFlags::list(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

std::optional<bool> InstructionFlags::boolean(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::nullopt : std::optional(found->second.front() == "true");
}

std::vector<std::string> InstructionFlags::used() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : values_) {
    names.push_back(name);
  }
  return names;
}

}  // namespace slipway::image
