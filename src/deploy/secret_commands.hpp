#pragma once

#include "deploy/plan/secret_files.hpp"
#include "deploy/plan/settings.hpp"
#include "util/error.hpp"

#include <functional>
#include <string_view>
#include <vector>

namespace slipway::deploy {

/// The secrets of a deployment: files of ENV_FILES and SECRET_FILES, and what each SECRET_COMMAND prints. The
/// programs run here, one after the other, in the source directory and with the terminal; their output is
/// only kept in memory. `say` is told which program is asked. Errors: a file or a program that fails, two
/// secrets of one place, one without content.
Result<std::vector<SecretFile>> gather_secrets(const Settings& settings,
                                               const std::function<void(std::string_view)>& say);

}  // namespace slipway::deploy
