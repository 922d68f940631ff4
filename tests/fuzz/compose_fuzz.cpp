#include "classify/memory_tree.hpp"
#include "compose/compare.hpp"
#include "compose/model.hpp"
#include "compose/service_reach.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

// Up to four files, each ended by a NUL: compose.yaml, .env, other.yml (to be extended or included), web.env.
// Besides not crashing: an error has all its parts, a second reading says the same, nothing changes between a
// model and itself, and the compose file reaches every active service.

namespace {

using namespace slipway;

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void check_model(const compose::Model& model) {
  const std::string paths[] = {"compose.yaml", ".env", "src/main.py", "web.env", ""};
  for (const auto& path : paths) {
    static_cast<void>(compose::services_reached_by(model, path));
  }
  for (const auto& change : compose::compare(model, model, {})) {
    require(change.action == compose::ServiceAction::keep);
  }
  const auto reached = compose::services_reached_by(model, model.files.front());
  for (const auto& [name, service] : model.services) {
    bool is_reached = !service.active;
    for (const auto& reach : reached) {
      is_reached = is_reached || reach.service == name;
    }
    require(is_reached);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  constexpr std::array names = {"compose.yaml", ".env", "other.yml", "web.env"};
  classify::MemoryTree tree;
  tree.add("src/main.py", "x");
  tree.add("app.toml", "x");
  for (const char* name : names) {
    const auto end = rest.find('\0');
    tree.add(name, std::string(rest.substr(0, end)));
    if (end == std::string_view::npos) {
      break;
    }
    rest.remove_prefix(end + 1);
  }
  compose::LoadOptions options;
  options.host_directory = "~/hey-orac";
  options.environment = {{"TAG", "1"}, {"EMPTY", ""}};
  const auto model = compose::load(tree, options);
  const auto again = compose::load(tree, options);
  require(model.has_value() == again.has_value());
  if (!model) {
    require(!model.error().what.empty() && !model.error().because.empty() && !model.error().fix.empty());
    require(model.error().because == again.error().because);
    return 0;
  }
  require(model->warnings.size() == again->warnings.size());
  check_model(*model);
  return 0;
}
