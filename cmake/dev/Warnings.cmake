# The warnings that all of Slipway's own code is free of, with g++ 12 and clang 14.
include_guard(GLOBAL)

add_library(slipway_warnings INTERFACE)
target_compile_options(slipway_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  # g++ 12 sees overlapping copies in `"literal" + std::string` at -O3 where there are none (GCC bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  $<$<BOOL:${SLIPWAY_WARNINGS_AS_ERRORS}>:-Werror>)
