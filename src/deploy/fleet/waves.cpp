#include "deploy/fleet/waves.hpp"

#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace slipway::deploy {
namespace {

/// A word that is the name of a host is no tag of another one.
bool is_meant(const FleetSettings& fleet, const FleetHost& host, const std::string& word) {
  return fleet.find(word) != nullptr ? host.name == word
                                     : std::find(host.tags.begin(), host.tags.end(), word) != host.tags.end();
}

std::string words_to_choose(const FleetSettings& fleet) {
  constexpr std::size_t most = 12;
  std::set<std::string> tags;
  std::vector<std::string> words;
  for (const FleetHost& host : fleet.hosts) {
    tags.insert(host.tags.begin(), host.tags.end());
  }
  for (const std::string& tag : tags) {
    words.push_back(shell_quote_if_needed(tag));
  }
  for (const FleetHost& host : fleet.hosts) {
    words.push_back(shell_quote_if_needed(host.name));
  }
  if (words.size() > most) {
    words.resize(most);
    words.emplace_back("…");
  }
  return printable(join(words, ", "));
}

/// 0 if the text is no size.
std::size_t size_of_wave(const std::string& text, std::size_t hosts) {
  const bool is_part = text.ends_with('%');
  const auto number =
      number_of<std::size_t>(std::string_view(text).substr(0, text.size() - (is_part ? 1 : 0)));
  if (!number || *number == 0 || (is_part && *number > 100)) {
    return 0;
  }
  return is_part ? std::max<std::size_t>(1, (hosts * *number + 99) / 100) : *number;
}

}  // namespace

Result<HostIndexes> select_hosts(const FleetSettings& fleet, const Selection& selection) {
  for (const std::string& word : selection.only) {
    if (std::none_of(fleet.hosts.begin(), fleet.hosts.end(),
                     [&](const FleetHost& host) { return is_meant(fleet, host, word); })) {
      return fail(ExitCode::usage, fmt::format("`{}` is neither a host nor a tag", printable(word)), {},
                  "--only takes one of: " + words_to_choose(fleet));
    }
  }
  HostIndexes chosen;
  for (std::size_t i = 0; i < fleet.hosts.size(); ++i) {
    const bool is_chosen =
        selection.only.empty() ||
        std::any_of(selection.only.begin(), selection.only.end(),
                    [&](const std::string& word) { return is_meant(fleet, fleet.hosts[i], word); });
    if (is_chosen) {
      chosen.push_back(i);
    }
  }
  if (!selection.first.empty()) {
    const auto first = std::find_if(chosen.begin(), chosen.end(),
                                    [&](std::size_t i) { return fleet.hosts[i].name == selection.first; });
    if (first == chosen.end()) {
      return fail(
          ExitCode::usage, fmt::format("the host `{}` cannot be the first", printable(selection.first)),
          fleet.find(selection.first) == nullptr ? "the fleet has no such host" : "--only leaves it out",
          "--first takes one host of the fleet");
    }
    std::rotate(chosen.begin(), first, first + 1);
  }
  return chosen;
}

Result<std::vector<HostIndexes>> split_into_waves(const HostIndexes& hosts,
                                                  const std::vector<std::string>& sizes) {
  std::vector<HostIndexes> waves;
  std::size_t begun = 0;
  for (std::size_t i = 0; begun < hosts.size(); ++i) {
    const std::string size = sizes.empty() ? std::string("100%") : sizes[std::min(i, sizes.size() - 1)];
    const std::size_t count = std::min(size_of_wave(size, hosts.size()), hosts.size() - begun);
    if (count == 0) {
      return fail(
          ExitCode::usage, fmt::format("`{}` is not the size of a wave", printable(size)), {},
          "write a number of hosts or a part of them in WAVES, such as 1 25% 100%, and configure again");
    }
    const auto from = hosts.begin() + static_cast<std::ptrdiff_t>(begun);
    waves.emplace_back(from, from + static_cast<std::ptrdiff_t>(count));
    begun += count;
  }
  return waves;
}

}  // namespace slipway::deploy
