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

bool gets_crlf(LineEnds ends, const std::string& content) {
  std::size_t alone = 0;
  std::size_t crlf = 0;
  std::size_t carriage_returns = 0;
  std::size_t printable_bytes = 0;
  std::size_t others = 0;
  bool has_nul = false;
  for (std::size_t i = 0; i < content.size(); ++i) {
    const auto byte = static_cast<unsigned char>(content[i]);
    if (byte == '\r') {
      const bool pair = i + 1 < content.size() && content[i + 1] == '\n';
      (pair ? crlf : carriage_returns) += 1;
      i += pair ? 1 : 0;
    } else if (byte == '\n') {
      ++alone;
    } else if (byte == 0x7F || (byte < ' ' && byte != '\b' && byte != '\t' && byte != 0x1B && byte != '\f')) {
      has_nul = has_nul || byte == 0;
      ++others;
    } else {
      ++printable_bytes;
    }
  }
  if (!content.empty() && content.back() == 0x1A) {
    --others;
  }
  if (ends == LineEnds::kept || alone == 0) {
    return false;
  }
  const bool is_binary = carriage_returns > 0 || has_nul || (printable_bytes >> 7U) < others;
  return ends == LineEnds::all_crlf || (crlf == 0 && !is_binary);
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
