#pragma once

#include "cli/arguments.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace slipway::cli {

/// The table of options of a reference page, in Markdown.
std::string options_table(const CommandEntry& command);

/// A manual page in roff (man(7)): of the program if `command` is the first entry, else of one command.
/// `prose` is the command's reference page; the text below its options becomes part of the manual page.
std::string manual_page(const std::vector<CommandEntry>& commands, const CommandEntry& command,
                        std::string_view version, std::string_view prose);

/// Markdown as the reference pages use it (headings, paragraphs, lists, tables, indented code), as roff.
std::string roff_from_markdown(std::string_view markdown);

}  // namespace slipway::cli
