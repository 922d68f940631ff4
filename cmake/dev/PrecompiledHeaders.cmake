# slipway_precompile(<target> headers|test_headers)
#
# With SLIPWAY_PRECOMPILE_HEADERS, headers that nearly every source includes are compiled once for all targets. A source must still
# include what it uses; builds without this option check that. A compiler cache works better without it: it cannot know that the
# precompiled headers of two build directories are the same.
include_guard(GLOBAL)
option(SLIPWAY_PRECOMPILE_HEADERS "Compile the headers that nearly every source includes once" ON)

set(SLIPWAY_PRECOMPILED_headers <fmt/format.h> <nlohmann/json.hpp> <tl/expected.hpp> <algorithm> <chrono> <filesystem> <functional> <map>
  <memory> <optional> <set> <string> <string_view> <unordered_map> <utility> <vector>)
set(SLIPWAY_PRECOMPILED_test_headers ${SLIPWAY_PRECOMPILED_headers} <gmock/gmock.h> <gtest/gtest.h>)

function(slipway_precompile target which)
  if(NOT SLIPWAY_PRECOMPILE_HEADERS)
    return()
  endif()
  set(owner slipway_precompiled_${which})
  if(NOT TARGET ${owner})
    set(source "${PROJECT_BINARY_DIR}/CMakeFiles/${owner}.cpp")
    file(CONFIGURE OUTPUT "${source}" CONTENT "")
    add_library(${owner} OBJECT "${source}")
    target_link_libraries(${owner} PRIVATE slipway_warnings slipway_fmt tl::expected nlohmann_json::nlohmann_json Threads::Threads)
    if(which STREQUAL "test_headers")
      target_link_libraries(${owner} PRIVATE GTest::gmock)
    endif()
    target_precompile_headers(${owner} PRIVATE ${SLIPWAY_PRECOMPILED_${which}})
  endif()
  target_precompile_headers(${target} REUSE_FROM ${owner})
endfunction()
