#pragma once

#include "util/untrusted.hpp"

#include <string>
#include <string_view>

namespace slipway::report {

/// Text for an element's content or a quoted attribute. Control characters, and bytes that are not UTF-8, are
/// shown as on a terminal.
std::string html_text(std::string_view text);
template <UntrustedText Text>
std::string html_text(const Text& text) {
  return html_text(std::string_view(text.raw()));
}

/// <name class="…">content</name>; `content` is HTML already. Without a class if that is empty.
std::string element(std::string_view name, std::string_view css_class, std::string_view content);

}  // namespace slipway::report
