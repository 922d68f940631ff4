#pragma once

#include "deploy/doctor/diagnosis.hpp"

#include <optional>
#include <string>
#include <vector>

namespace slipway::report {

/// What was found, the worst first; what is fine is only counted, unless `everything`. With a symptom: what
/// may be behind it, and the questions to ask where none of it is; how long builds take on this host says its
/// journal.
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
