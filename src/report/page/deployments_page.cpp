#include "report/page/deployments_page.hpp"

#include "report/page/html.hpp"
#include "report/page/release_plots.hpp"
#include "report/page/statistics.hpp"
#include "report/page/style.hpp"
#include "report/release_report.hpp"
#include "util/columns.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace slipway::report {
namespace {

/// "2026-06-07 09:57" of "2026-06-07T09:57:35Z".
std::string moment_text(const std::string& moment) {
  return moment.size() < 16 ? moment : fmt::format("{} {}", moment.substr(0, 10), moment.substr(11, 5));
}

using deploy::PastDeployment;
using deploy::PastRelease;

std::string name_of(const PastDeployment& deployment) {
  std::string name = fmt::format("{} on {}", deployment.deployment, deployment.environment);
  if ((deployment.of_fleet || deployment.former) && !deployment.host.empty()) {
    name += ", " + printable(deployment.host);
  }
  return deployment.former ? name + " (formerly)" : name;
}

std::string number_cell(std::string_view text) {
  return element("td", "number", text);
}

template <class Value, class Text>
std::string optional_cell(const std::optional<Value>& value, const Text& text) {
  return number_cell(value ? text(*value) : std::string("–"));
}

std::string table(std::string_view caption, const std::vector<std::string>& columns, std::size_t first_number,
                  std::string_view rows) {
  std::string head;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    head +=
        fmt::format("<th scope=\"col\"{}>{}</th>", i >= first_number ? " class=\"number\"" : "", columns[i]);
  }
  // Reachable by keyboard, because it may have to be scrolled sideways.
  return fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      "aria-label=\"{0}\"><table><caption><span>{0}</span></caption>"
      "<thead><tr>{1}</tr></thead>\n<tbody>\n{2}</tbody></table></div>\n",
      caption, head, rows);
}

std::string table_row(std::string_view cells) {
  return fmt::format("<tr>{}</tr>\n", cells);
}

std::string megabytes(double bytes) {
  return bytes_text(static_cast<std::uint64_t>(bytes));
}

std::string figure_of(std::string_view term, std::string_view value) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", term, value);
}

std::string key_figures(const PastDeployment& deployment) {
  const auto deployed =
      static_cast<std::size_t>(std::count_if(deployment.releases.begin(), deployment.releases.end(),
                                             [](const PastRelease& past) { return past.release.healthy(); }));
  const deploy::Release& last = deployment.releases.back().release;
  const auto median_of = [&](std::optional<double> deploy::Release::*figure) {
    std::vector<double> values;
    for (const PastRelease& past : deployment.releases) {
      if (past.release.healthy() && past.release.*figure) {
        values.push_back(*(past.release.*figure));
      }
    }
    return median(values);
  };
  std::string text = figure_of("attempts", std::to_string(deployment.releases.size()));
  text += figure_of("became healthy", fmt::format("{} ({:.0f} %)", deployed,
                                                  100.0 * static_cast<double>(deployed) /
                                                      static_cast<double>(deployment.releases.size())));
  text += figure_of("last",
                    html_text(last.outcome) + element("span", "when", html_text(moment_text(last.finished))));
  if (const auto outage = median_of(&deploy::Release::outage)) {
    text += figure_of("median outage", duration_text(*outage));
  }
  if (const auto until_healthy = median_of(&deploy::Release::until_healthy)) {
    text += figure_of("median until healthy", duration_text(*until_healthy));
  }
  if (const auto bytes = last.image_bytes()) {
    text += figure_of("images now", bytes_text(*bytes));
  }
  return fmt::format("<dl class=\"figures\">\n{}</dl>\n", text);
}

std::string strategy_table(const PastDeployment& deployment) {
  std::string rows;
  for (const StrategyFigures& figures : figures_by_strategy(deployment)) {
    rows += table_row(
        fmt::format("<th scope=\"row\">{}</th>", figures.strategy) +
        number_cell(std::to_string(figures.releases)) + number_cell(std::to_string(figures.failed)) +
        optional_cell(figures.build, duration_text) + optional_cell(figures.total, duration_text) +
        optional_cell(figures.outage, duration_text) + optional_cell(figures.until_healthy, duration_text) +
        optional_cell(figures.bytes, megabytes));
  }
  return table("Medians of the releases that became healthy, by strategy",
               {"strategy", "attempts", "failed", "build", "all steps", "outage", "until healthy", "sent"}, 1,
               rows);
}

std::string causes_table(const PastDeployment& deployment) {
  constexpr std::size_t most = 15;
  std::string rows;
  std::size_t shown = 0;
  for (const FullCause& cause : causes_of_full_builds(deployment)) {
    if (++shown > most) {
      break;
    }
    const std::string what = html_text(cause.what);
    rows +=
        table_row(element("td", "path", cause.is_path ? element("code", "", what) : what) +
                  number_cell(std::to_string(cause.releases)) + number_cell(duration_text(cause.seconds)));
  }
  if (rows.empty()) {
    return element("p", "", "No full build whose cause is known.") + "\n";
  }
  return table("Files and reasons that asked for full builds, most often first",
               {"file or reason", "full builds", "their build time"}, 1, rows);
}

std::string warnings_table(const PastDeployment& deployment) {
  std::string rows;
  for (const WarningCost& cost : costs_of_warnings(deployment)) {
    rows += table_row(element("td", "", element("code", "", html_text(cost.name))) +
                      element("td", "path", html_text(cost.message)) +
                      element("td", "path", html_text(cost.cost)) +
                      number_cell(std::to_string(cost.releases)) + number_cell(duration_text(cost.seconds)));
  }
  if (rows.empty()) {
    return element("p", "", "No build had a warning.") + "\n";
  }
  return element("p", "quiet",
                 "The time is what the builds with the warning took in all: an upper limit of what a fix can "
                 "save.") +
         "\n" +
         table("Warnings of the plan, and the builds that had them",
               {"warning", "what it says", "what it costs", "builds", "their build time"}, 3, rows);
}

std::string releases_table(const PastDeployment& deployment) {
  std::string rows;
  for (auto past = deployment.releases.rbegin(); past != deployment.releases.rend(); ++past) {
    const deploy::Release& release = past->release;
    const auto steps = step_reuse(*past);
    std::string outcome = html_text(release.outcome);
    if (!release.reason.empty()) {
      outcome += ": " + html_text(release.reason);
    }
    rows += table_row(
        fmt::format("<th scope=\"row\" class=\"number\">{}</th>", release.number) +
        element("td", "when", html_text(release.finished)) +
        element("td", release.healthy() ? "path" : "path bad", outcome) +
        element("td", "", html_text(strategy_word(release))) +
        element("td", "path",
                element("code", "", html_text(release.source_commit.substr(0, 12))) + " " +
                    html_text(subject_text(release.source_subject))) +
        number_cell(duration_text(build_seconds(release))) + optional_cell(release.outage, duration_text) +
        optional_cell(release.until_healthy, duration_text) + optional_cell(release.bytes_sent, bytes_text) +
        optional_cell(release.image_bytes(), bytes_text) +
        number_cell(steps ? fmt::format("{}/{}", steps->reused, steps->total) : std::string("–")));
  }
  return fmt::format("<details{}><summary>{}</summary>\n{}</details>\n",
                     deployment.releases.size() <= 20 ? " open=\"\"" : "",
                     count_of(deployment.releases.size(), "attempt"),
                     table("Every attempt, the newest first",
                           {"release", "finished (UTC)", "outcome", "strategy", "commit", "build", "outage",
                            "until healthy", "sent", "images", "steps reused"},
                           5, rows));
}

PastDeployment newest_of(const PastDeployment& deployment) {
  const auto& all = deployment.releases;
  const auto from = static_cast<std::ptrdiff_t>(all.size() - std::min(all.size(), deploy::most_planned));
  return {deployment.deployment,           deployment.environment, deployment.host,   deployment.directory,
          {all.begin() + from, all.end()}, deployment.of_fleet,    deployment.former, deployment.empty};
}

std::string section(const PastDeployment& deployment, std::size_t index) {
  std::string text = fmt::format("<section aria-labelledby=\"d{0}\">\n<h2 id=\"d{0}\">{1}</h2>\n", index,
                                 html_text(name_of(deployment)));
  if (deployment.former) {
    text +=
        element("p", "quiet", "The deployment is no longer for this host; from the journal alone.") + "\n";
  } else if (!deployment.directory.empty()) {
    text +=
        element("p", "quiet",
                fmt::format("{} on host {}", html_text(deployment.directory), html_text(deployment.host))) +
        "\n";
  } else {
    text +=
        element("p", "quiet", "No build directory here is configured for it; from the journal alone.") + "\n";
  }
  if (deployment.releases.empty()) {
    return text + element("p", "", "Nothing has been deployed yet, as far as this clone has seen.") +
           "\n</section>\n";
  }
  text += key_figures(deployment);
  text += element("h3", "", "Strategies") + "\n" + strategy_table(deployment);
  const PastDeployment newest = newest_of(deployment);
  if (newest.releases.size() < deployment.releases.size()) {
    text +=
        element("p", "quiet",
                fmt::format("The plots, the list, and what asked for full builds or warned, are of the "
                            "newest {} of {} attempts; the other figures are "
                            "of all of them. All are in: slipway history --limit {} --csv",
                            deploy::most_planned, deployment.releases.size(), deployment.releases.size())) +
        "\n";
  }
  text += plots_of(newest, fmt::format("d{}", index));
  text += element("h3", "", "What asks for full builds") + "\n" + causes_table(deployment);
  text += element("h3", "", "What warnings cost") + "\n" + warnings_table(deployment);
  text += element("h3", "", "Releases") + "\n" + releases_table(newest);
  return text + "</section>\n";
}

/// The newest attempts on a host as a strip of squares, the newest on the right; a cross is one that failed.
std::string strip_of(const PastDeployment& deployment) {
  constexpr std::size_t most_squares = 24;
  constexpr std::size_t step = 14;
  const auto& all = deployment.releases;
  const std::size_t shown = std::min(all.size(), most_squares);
  std::string marks;
  for (std::size_t i = 0; i < shown; ++i) {
    const deploy::Release& release = all[all.size() - shown + i].release;
    const std::string title =
        html_text(fmt::format("release {}: {}, {}", release.number, release.outcome, release.strategy));
    const std::size_t x = i * step;
    marks +=
        release.healthy() && !release.unwell
            ? fmt::format(
                  "<rect x=\"{}\" y=\"1\" width=\"10\" height=\"10\" class=\"{}\"><title>{}</title></rect>",
                  x + 1, html_text(release.strategy), title)
            : fmt::format("<path d=\"M{0} 2l8 8m0 -8l-8 8\" class=\"cross\"><title>{1}</title></path>", x + 2,
                          title);
  }
  return fmt::format("<svg role=\"img\" aria-label=\"{}\" style=\"width:{}px;height:12px\">{}</svg>",
                     count_of(all.size(), "attempt"), std::max<std::size_t>(1, shown) * step, marks);
}

/// The hosts of a fleet at one look: what each runs, and how it got there.
std::string fleet_section(const std::vector<PastDeployment>& deployments, std::size_t first,
                          std::size_t fleet) {
  std::string rows;
  std::size_t hosts = 0;
  for (std::size_t i = first; i < deployments.size(); ++i) {
    const PastDeployment& one = deployments[i];
    if (!one.of_fleet || one.former || one.deployment != deployments[first].deployment ||
        one.environment != deployments[first].environment) {
      continue;
    }
    ++hosts;
    const auto deployed =
        std::find_if(one.releases.rbegin(), one.releases.rend(),
                     [](const PastRelease& past) { return past.release.healthy() && !past.release.unwell; });
    const bool any = deployed != one.releases.rend() && !one.empty;
    rows += table_row(
        fmt::format("<td><a href=\"#d{}\">{}</a></td>", i, html_text(one.host)) +
        number_cell(any ? std::to_string(deployed->release.number) : std::string("–")) +
        element("td", "", any ? html_text(deployed->release.source_commit.substr(0, 7)) : std::string("–")) +
        element("td", "when", any ? html_text(moment_text(deployed->release.finished)) : std::string("–")) +
        element("td", "", strip_of(one)));
  }
  return fmt::format(
      "<section aria-labelledby=\"f{0}\">\n<h2 id=\"f{0}\">{1} on {2}: {3}</h2>\n{4}</section>\n", fleet,
      html_text(deployments[first].deployment), html_text(deployments[first].environment),
      count_of(hosts, "host"),
      table("What each host runs, and its newest attempts",
            {"host", "release", "commit", "finished (UTC)", "attempts"}, 99, rows));
}

/// One for each fleet, at its first host.
std::string fleet_sections(const std::vector<PastDeployment>& deployments) {
  std::string text;
  std::set<std::pair<std::string, std::string>> told;
  for (std::size_t i = 0; i < deployments.size(); ++i) {
    const PastDeployment& one = deployments[i];
    if (one.of_fleet && !one.former && told.emplace(one.deployment, one.environment).second) {
      text += fleet_section(deployments, i, told.size());
    }
  }
  return text;
}

}  // namespace

std::string deployments_page(const std::vector<PastDeployment>& deployments, std::string_view title,
                             std::string_view made) {
  std::string contents;
  std::string sections = fleet_sections(deployments);
  for (std::size_t i = 0; i < deployments.size(); ++i) {
    contents += fmt::format("<li><a href=\"#d{}\">{}</a>, {}</li>\n", i, html_text(name_of(deployments[i])),
                            count_of(deployments[i].releases.size(), "attempt"));
    sections += section(deployments[i], i);
  }
  if (deployments.empty()) {
    sections = "<p>No deployment is configured in this clone, and none has left a journal here.</p>\n";
  } else {
    contents = fmt::format("<nav aria-label=\"Deployments\"><ul>\n{}</ul></nav>\n", contents);
  }
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>Deployments of {0}</title>\n"
      "<style>\n{1}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">To the deployments</a>\n"
      "<header>\n<h1>Deployments of {0}</h1>\n<p class=\"quiet\">As this clone had seen them on <span "
      "class=\"when\">{2}</span>.</p>\n{3}"
      "</header>\n<main id=\"main\">\n{4}</main>\n<footer><p>Made by <code>slipway report</code> from the "
      "journals that this clone keeps. Times are UTC.</p></footer>\n</body>\n</html>\n",
      html_text(title), style_css, html_text(moment_text(std::string(made))), contents, sections);
}

}  // namespace slipway::report
