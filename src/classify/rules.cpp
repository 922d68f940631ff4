#include "classify/rules.hpp"

namespace slipway::classify {

const RuleLines& default_rule_lines() {
  static const RuleLines lines{.full = {"/Dockerfile",
                                        "/requirements.txt",
                                        "/requirements-*.txt",
                                        "/requirements/",
                                        "/constraints.txt",
                                        "/pyproject.toml",
                                        "/poetry.lock",
                                        "/uv.lock",
                                        "/pdm.lock",
                                        "/Pipfile",
                                        "/Pipfile.lock",
                                        "/setup.py",
                                        "/setup.cfg",
                                        "/environment.yml",
                                        "/package.json",
                                        "/package-lock.json",
                                        "/npm-shrinkwrap.json",
                                        "/yarn.lock",
                                        "/pnpm-lock.yaml",
                                        "/go.mod",
                                        "/go.sum",
                                        "/Cargo.toml",
                                        "/Cargo.lock",
                                        "/Gemfile",
                                        "/Gemfile.lock",
                                        "/composer.json",
                                        "/composer.lock",
                                        "/conanfile.txt",
                                        "/conanfile.py",
                                        "/vcpkg.json"},
                               .incremental = {"/src/", "/models/", "/config/"},
                               .cached = {}};
  return lines;
}

Rules::Table::Table(const RuleLines& lines)
    : full(lines.full), incremental(lines.incremental), cached(lines.cached) {}

std::optional<RuleMatch> Rules::Table::match(std::string_view path) const {
  if (auto pattern = full.match(path)) {
    return RuleMatch{Strategy::full, *pattern};
  }
  if (auto pattern = incremental.match(path)) {
    return RuleMatch{Strategy::incremental, *pattern};
  }
  if (auto pattern = cached.match(path)) {
    return RuleMatch{Strategy::cached, *pattern};
  }
  return {};
}

Rules::Rules(const RuleLines& own, bool with_defaults)
    : own_(own),
      defaults_(with_defaults ? default_rule_lines() : RuleLines{}),
      with_defaults_(with_defaults) {}

std::optional<RuleMatch> Rules::match(std::string_view path) const {
  if (auto match = own_.match(path)) {
    return match;
  }
  auto match = defaults_.match(path);
  if (match) {
    match->by_default = true;
  }
  return match;
}

}  // namespace slipway::classify
