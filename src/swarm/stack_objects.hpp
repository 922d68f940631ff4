#pragma once

#include "swarm/stack.hpp"
#include "util/json.hpp"

#include <string_view>

namespace slipway::swarm {

/// A scalar as the text of a stack file: the engine's client would replace variables once more.
std::string escaped(std::string_view text);
Json text_of(const compose::Value& value);
Json texts_of(const compose::Value& list);
/// A map whose values are strings, as labels are.
Json map_of_texts(const compose::Value& map);
/// A number if it is one, whatever kind of scalar the file has.
Json number_of_value(const compose::Value& value);
Json boolean_of(const compose::Value& value);

/// The token of a blank: the same in every release.
std::string token_of(Blank::Kind kind, const std::string& of);
void add_blank(Stack& stack, Blank::Kind kind, const std::string& of);

/// The sections `configs`, `secrets`, `volumes` and `networks`, as far as services use them. The names of
/// configs and secrets have a digest of the content in them, because the engine never changes the content of
/// one. `names` gets what each is called: "configs nginx".
Result<void> add_objects(Json& document, Stack& stack, const compose::Model& model,
                         const StackOptions& options, std::map<std::string, std::string>& names);

/// Where a path of the compose file lies on HOST.
std::string path_on_host(const compose::SourcePath& path, const StackOptions& options);

}  // namespace slipway::swarm
