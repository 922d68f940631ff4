#include "git/checkout_attributes.hpp"

#include "util/text.hpp"

#include <array>

namespace slipway::git {
namespace {

constexpr std::array<const char*, 6> attribute_names{"text",  "crlf",   "eol",
                                                     "ident", "filter", "working-tree-encoding"};

}  // namespace

const std::string& value_of(const Attributes& attributes, const char* name) {
  static const std::string unspecified("unspecified");
  const auto found = attributes.find(name);
  return found == attributes.end() ? unspecified : found->second;
}

LineEnds line_ends(const Attributes& of, const std::string& autocrlf, bool eol_is_crlf) {
  const auto value = [&](const char* name) { return value_of(of, name); };
  const std::string text = value("text") == "unspecified" ? value("crlf") : value("text");
  if (text == "unset") {
    return LineEnds::kept;
  }
  const std::string eol = value("eol");
  if (text == "auto") {
    const bool crlf =
        eol == "crlf" || (eol != "lf" && (autocrlf == "true" || (autocrlf != "input" && eol_is_crlf)));
    return crlf ? LineEnds::crlf_if_text : LineEnds::kept;
  }
  if (eol == "crlf") {
    return LineEnds::all_crlf;
  }
  if (eol == "lf" || text == "input") {
    return LineEnds::kept;
  }
  if (text == "set") {
    return autocrlf == "true" || (autocrlf != "input" && eol_is_crlf) ? LineEnds::all_crlf : LineEnds::kept;
  }
  return autocrlf == "true" ? LineEnds::crlf_if_text : LineEnds::kept;
}

Result<std::map<std::string, Attributes>> attributes_of(Command command,
                                                        const std::vector<std::string>& files,
                                                        const std::string& prefix) {
  command.argv.insert(command.argv.end(), attribute_names.begin(), attribute_names.end());
  std::string input;
  for (const std::string& file : files) {
    input += prefix + file + '\0';
  }
  SLIPWAY_TRY_ASSIGN(const std::string text, run_checked(command, "read the attributes of the files", input));
  std::map<std::string, Attributes> result;
  const std::vector<std::string> words = split(text, '\0');
  for (std::size_t i = 0; i + 2 < words.size(); i += 3) {
    result[words[i].substr(prefix.size())][words[i + 1]] = words[i + 2];
  }
  return result;
}

}  // namespace slipway::git
