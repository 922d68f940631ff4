# What was configured, in one glance.
include_guard(GLOBAL)

message(STATUS "Slipway ${PROJECT_VERSION}")
message(STATUS "  compiler       ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}, ${CMAKE_BUILD_TYPE}")
message(STATUS "  libgit2        ${LIBGIT2_VERSION}, ${SLIPWAY_LIBGIT2_LINKAGE}")
message(STATUS "  fmt            ${fmt_VERSION}, with the C++ library ${SLIPWAY_RUNTIME_LINKAGE}")
message(STATUS "  tests          ${SLIPWAY_BUILD_TESTING}")
message(STATUS "  benchmarks     ${SLIPWAY_BUILD_BENCHMARKS}")
message(STATUS "  fuzzers        ${SLIPWAY_BUILD_FUZZERS}")
