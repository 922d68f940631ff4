#pragma once

#include "compose/model.hpp"

#include <string_view>

namespace slipway::compose {

/// Whether compose, or a container that it starts, may read the file of the tree on the host: the compose
/// files and what belongs to them, environment and label files, configs and secrets, what is bind-mounted,
/// and the Dockerfiles with their ignore files, by which the next plan knows how an image was made. What the
/// context of a build alone needs is none of these. Every service counts, started or not: compose reads the
/// files of all of them. True if that is not known.
bool may_be_read_at_run_time(const Model& model, std::string_view path);

}  // namespace slipway::compose
