#pragma once

#include "compose/read_context.hpp"
#include "compose/service.hpp"
#include "compose/source_path.hpp"
#include "compose/value.hpp"
#include "util/error.hpp"

#include <string>

namespace slipway::compose {

/// Reads a service in canonical form, all but its definition and what depends on the rest of the project.
Result<Service> read_service(const std::string& name, const Value& value, const ReadContext& context);

/// Reads an entry of the top-level `configs` or `secrets`; `path` is how messages call it.
Result<FileObject> read_file_object(const std::string& path, const Value& value,
                                    const PathResolver& resolver);

/// Reads an entry of the top-level `volumes`, which may be null.
Result<NamedVolume> read_named_volume(const std::string& path, const Value& value,
                                      const PathResolver& resolver);

/// Reads an entry of the top-level `networks`, which may be null.
Result<NamedNetwork> read_named_network(const std::string& path, const Value& value);

}  // namespace slipway::compose
