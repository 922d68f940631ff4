#pragma once

#include <string_view>

namespace slipway::host {

// The scripts that run on hosts, from src/host/scripts. The head of each says what it takes and
// prints.
extern const std::string_view probe_sh;
extern const std::string_view doctor_sh;
extern const std::string_view exec_sh;
extern const std::string_view room_sh;
extern const std::string_view run_log_sh;
extern const std::string_view run_test_sh;
extern const std::string_view node_sh;
extern const std::string_view pack_sh;
extern const std::string_view patches_sh;
extern const std::string_view prepare_sh;
extern const std::string_view launch_sh;
extern const std::string_view begin_recovery_sh;
extern const std::string_view boot_sh;
extern const std::string_view cancel_sh;
extern const std::string_view confirm_sh;
extern const std::string_view repair_sh;
extern const std::string_view clock_sh;
extern const std::string_view holder_sh;
extern const std::string_view wait_sh;  ///< Goes on where clock_sh and holder_sh end.
extern const std::string_view edits_sh;
extern const std::string_view drift_sh;  ///< Goes on where edits_sh ends.
extern const std::string_view secrets_sh;
extern const std::string_view prune_sh;   ///< Goes on where holder_sh and tidy_sh end.
extern const std::string_view redact_sh;  ///< A part of runner_sh, as tidy_sh is.
extern const std::string_view tidy_sh;
extern const std::string_view logs_sh;
extern const std::string_view runner_sh;  ///< src/host/scripts/runner, joined
extern const std::string_view take_sh;
extern const std::string_view task_sh;
extern const std::string_view status_sh;
extern const std::string_view swarm_sh;
extern const std::string_view swarm_run_sh;  ///< Goes on where the plan of a run for a swarm ends.

}  // namespace slipway::host
