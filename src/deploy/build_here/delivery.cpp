#include "deploy/build_here/delivery.hpp"

#include "deploy/build_here/build_here.hpp"
#include "deploy/build_here/send_images.hpp"

#include <fmt/format.h>

#include <chrono>

namespace slipway::deploy {
namespace {

/// A step of this machine's, shown and measured.
class Step {
 public:
  Step(std::string name, RunPlan& run, Listener& listener)
      : name_(std::move(name)), run_(run), listener_(listener) {
    listener_.step(name_);
  }

  void done() {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    listener_.step_done(name_, seconds);
    run_.measured.emplace_back("Seconds-" + name_, fmt::format("{:.2f}", seconds));
  }

 private:
  std::string name_;
  RunPlan& run_;
  Listener& listener_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace

Result<void> build_and_send(const git::Repository& repository, const Settings& settings, HostSession& session,
                            EngineInquiry& inquiry, RunPlan& run, Listener& listener, SharedBuilds* shared) {
  SLIPWAY_TRY_ASSIGN(const LocalEngine engine, inquiry.answer(settings.build));
  Step build("Build-Here", run, listener);
  const host::HostState& host = session.state();
  const auto build_now = [&](const RunPlan& as) {
    return build_here(repository, settings, engine, as, host, listener);
  };
  SLIPWAY_TRY_ASSIGN(const auto images,
                     shared == nullptr ? build_now(run)
                                       : shared->images(run,
                                                        platform_for_host(engine, settings.build.platform,
                                                                          host.engine_architecture.raw(),
                                                                          host.architecture.raw()),
                                                        build_now, listener));
  build.done();
  for (const ImageHere& image : images) {
    if (image.triggered) {
      run.measured.emplace_back("Triggered", image.service);
    }
  }

  Step send("Send", run, listener);
  // What the new images have taken the names from.
  auto tidying = start_tidying_here(settings.place);
  SLIPWAY_TRY_ASSIGN(const Delivery delivery,
                     send_images(settings, images, run, session.connection(), listener, shared));
  send.done();
  run.delivered = delivery.ids;
  run.image_bytes = delivery.bytes;
  run.measured.emplace_back("Bytes-Images", std::to_string(delivery.bytes));
  if (tidying) {
    tidying->wait();
  }
  return {};
}

}  // namespace slipway::deploy
