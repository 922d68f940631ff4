#pragma once

#include "deploy/journal.hpp"
#include "host/probe.hpp"

#include <string>

namespace slipway::report {

/// The newest `most` entries of the journal, one line each.
std::string history_text(const deploy::Journal& journal, std::size_t most);
/// The same for programs: schema 1, documented in docs/reference/history-json.md.
std::string history_json(const deploy::Journal& journal, std::size_t most);

}  // namespace slipway::report
