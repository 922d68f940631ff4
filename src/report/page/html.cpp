#include "report/page/html.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::report {

std::string html_text(std::string_view text) {
  std::string result;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string element(std::string_view name, std::string_view css_class, std::string_view content) {
  return css_class.empty() ? fmt::format("<{0}>{1}</{0}>", name, content)
                           : fmt::format("<{0} class=\"{1}\">{2}</{0}>", name, css_class, content);
}

}  // namespace slipway::report
