#include "deploy/plan/elf_facts.hpp"

#include "util/text.hpp"

#include <algorithm>

namespace slipway::deploy {

Json elf_json(const ElfFacts& facts) {
  Json json;
  json["machine"] = facts.machine;
  json["bits"] = facts.bits;
  json["arm_version"] = facts.arm_version;
  json["interpreter"] = facts.interpreter;
  json["soname"] = facts.soname;
  json["needed"] = facts.needed;
  json["run_path"] = facts.run_path;
  json["glibc"] = facts.glibc;
  json["glibcxx"] = facts.glibcxx;
  json["debug_bytes"] = facts.debug_bytes;
  json["build_path"] = facts.build_path;
  return json;
}

ElfFacts elf_from(const Json& json) {
  ElfFacts facts;
  facts.machine = json.at("machine").get<std::string>();
  facts.bits = json.at("bits").get<unsigned>();
  facts.arm_version = json.at("arm_version").get<unsigned>();
  facts.interpreter = json.at("interpreter").get<std::string>();
  facts.soname = json.at("soname").get<std::string>();
  facts.needed = json.at("needed").get<std::vector<std::string>>();
  facts.run_path = json.at("run_path").get<std::vector<std::string>>();
  facts.glibc = json.at("glibc").get<std::string>();
  facts.glibcxx = json.at("glibcxx").get<std::string>();
  facts.debug_bytes = json.at("debug_bytes").get<std::uint64_t>();
  facts.build_path = json.at("build_path").get<std::string>();
  return facts;
}

bool is_newer(std::string_view version, std::string_view than) {
  const auto numbers = [](std::string_view text) {
    std::vector<unsigned> parts;
    for (const std::string& part : split(text, '.')) {
      parts.push_back(number_of<unsigned>(part).value_or(0));
    }
    return parts;
  };
  const auto left = numbers(version);
  const auto right = numbers(than);
  return std::lexicographical_compare(right.begin(), right.end(), left.begin(), left.end());
}

}  // namespace slipway::deploy
