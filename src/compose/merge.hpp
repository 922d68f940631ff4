#pragma once

#include "compose/value.hpp"
#include "util/error.hpp"

namespace slipway::compose {

/// Lays a service over another one, as compose does for several files and for `extends`: maps merge, lists
/// are appended, `command`, `entrypoint` and the test of the health check replace, and if an item can be
/// identified (a volume by its target, a port, an environment file …) the later one wins. `!reset` removes,
/// `!override` replaces. Follows compose-go's `override` package; both services must be in canonical form.
Result<void> merge_service(Value& base, Value over);

/// Lays a document over another one.
Result<void> merge_documents(Value& base, Value over);

/// Removes the marks of `!reset` that had nothing to reset, and items that occur twice.
void settle_service(Value& service);
/// The same for every service of a document.
void settle(Value& document);

}  // namespace slipway::compose
