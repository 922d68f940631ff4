#pragma once

#include "deploy/doctor/diagnosis.hpp"

#include <optional>
#include <string>
#include <vector>

namespace slipway::report {

/// The findings, the worst first; passed checks are only counted, unless `everything`. With a symptom: its
/// possible causes, or if there are none, what to look at next; the journal says how long builds take on this
/// host.
std::string doctor_text(const std::vector<deploy::Diagnosis>& found, std::optional<deploy::Symptom> symptom,
                        bool everything, const deploy::Journal& journal = {});
/// The same for programs: schema 1, documented in docs/reference/doctor-json.md.
std::string doctor_json(const std::vector<deploy::Diagnosis>& found, std::optional<deploy::Symptom> symptom);

/// The worst of them.
deploy::DiagnosisSeverity worst(const std::vector<deploy::Diagnosis>& found);

/// Those that may be behind a symptom; all without one.
std::vector<deploy::Diagnosis> behind(const std::vector<deploy::Diagnosis>& found,
                                      std::optional<deploy::Symptom> symptom);

}  // namespace slipway::report
