#include "classify/reason_list.hpp"

#include <algorithm>
#include <utility>

namespace slipway::classify {

std::size_t ReasonList::place_of(Strategy strategy, ReasonCode code, const std::string& text) {
  const auto has_cause = [&](const Reason& reason) {
    return reason.strategy == strategy && reason.code == code && reason.text == text;
  };
  if (last_ < reasons_.size() && has_cause(reasons_[last_])) {
    return last_;
  }
  const auto same = std::find_if(reasons_.begin(), reasons_.end(), has_cause);
  last_ = static_cast<std::size_t>(same - reasons_.begin());
  if (same == reasons_.end()) {
    reasons_.push_back({strategy, code, text, {}});
    known_.emplace_back();
  }
  return last_;
}

void ReasonList::add_path(std::size_t place, const std::string& path) {
  if (known_[place].insert(path).second) {
    reasons_[place].paths.push_back(path);
  }
}

void ReasonList::add(const Reason& reason) {
  const std::size_t place = place_of(reason.strategy, reason.code, reason.text);
  for (const std::string& path : reason.paths) {
    add_path(place, path);
  }
}

void ReasonList::add(const Ruling& ruling, const std::string& path) {
  add_path(place_of(ruling.strategy, ruling.code, ruling.cause), path);
}

void ReasonList::add_new(const Ruling& ruling, const std::string& path) {
  reasons_[place_of(ruling.strategy, ruling.code, ruling.cause)].paths.push_back(path);
}

std::vector<Reason> ReasonList::sorted() && {
  std::stable_sort(reasons_.begin(), reasons_.end(),
                   [](const Reason& one, const Reason& other) { return one.strategy > other.strategy; });
  return std::move(reasons_);
}

}  // namespace slipway::classify
