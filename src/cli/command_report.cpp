#include "cli/command.hpp"
#include "cli/print.hpp"
#include "deploy/plan/past_releases.hpp"
#include "deploy/plan/settings.hpp"
#include "report/page/deployments_page.hpp"
#include "util/file.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

namespace slipway::cli {
namespace {

struct ReportOptions {
  std::string settings;
  std::string repository = ".";
  std::string output;
};

Result<ExitCode> run_report(const ReportOptions& options) {
  std::string inside = options.repository;
  if (!options.settings.empty()) {
    SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, deploy::load_settings(options.settings));
    inside = settings.application.source_directory.native();
  }
  SLIPWAY_TRY_ASSIGN(const git::Repository repository, git::Repository::open(inside));
  SLIPWAY_TRY_ASSIGN(const std::vector<deploy::PastDeployment> deployments,
                     deploy::past_deployments(repository));
  const std::string page = report::deployments_page(deployments, repository.top().filename().native(),
                                                    utc_text(seconds_since_epoch()));
  if (options.output.empty() || options.output == "-") {
    print_as_is(page);
    return ExitCode::success;
  }
  SLIPWAY_TRY(write_file(options.output, page));
  print(fmt::format("wrote {} ({})\n", printable(options.output), bytes_text(page.size())));
  return ExitCode::success;
}

Action declare_report(Arguments& arguments) {
  auto options = std::make_shared<ReportOptions>();
  arguments.option("--settings", options->settings,
                   "A settings.json that slipway_add_deployment() wrote, to name the repository");
  arguments.option("--repository", options->repository, "A path inside the repository (default: here)");
  arguments.option("-o,--output", options->output, "Write the page to this file (default: print it)");
  return [options] { return run_report(*options); };
}

}  // namespace

const Command report_command{
    "report", "Make an HTML page about all deployments: releases, times, sizes, causes", declare_report};

}  // namespace slipway::cli
