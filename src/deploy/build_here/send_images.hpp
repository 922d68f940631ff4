#pragma once

#include "deploy/build_here/build_here.hpp"
#include "deploy/build_here/shared_builds.hpp"
#include "deploy/plan/settings.hpp"
#include "deploy/run/listener.hpp"
#include "deploy/run/run_plan.hpp"
#include "host/connection.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The result of sending images.
struct Delivery {
  std::map<std::string, std::string> ids;  ///< By service: the image as the host's engine names it.
  std::uint64_t bytes = 0;                 ///< Of the images' parts, as they were sent.
};

/// Sends images that were built here to the host, under the names of the release, and checks that the images
/// that arrived are those that were built. In this order:
///  - from the user's own registry, if REGISTRY names one;
///  - from a registry program that runs here for as long as this takes, reached by the host through the
///    connection: only layers that the host has not received from here are sent, and an interrupted delivery
///    goes on where it stopped;
///  - as an archive of the whole image, if there is no such program, or if the host forwards no ports.
/// The size is printed before. With `shared` the registry is one for all hosts, and each image is pushed to
/// it once.
Result<Delivery> send_images(const Settings& settings, const std::vector<ImageHere>& images,
                             const RunPlan& run, host::Connection& connection, Listener& listener,
                             SharedBuilds* shared = nullptr);

/// The digest that `docker push` says it has pushed; empty if it says none.
std::string pushed_digest(const std::string& output);

/// What take.sh says: the image's name on the host, and its layers; none if the engine does not name them.
struct Taken {
  std::string id;
  std::vector<std::string> layers;
};
std::optional<Taken> read_taken(const std::string& output, const std::string& nonce);

}  // namespace slipway::deploy
