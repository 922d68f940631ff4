# The targets `format` and `check-format`. They exist even without clang-format, and then fail with a sentence.
include_guard(GLOBAL)

find_program(SLIPWAY_CLANG_FORMAT NAMES clang-format-14 clang-format)
mark_as_advanced(SLIPWAY_CLANG_FORMAT)

foreach(mode IN ITEMS format check-format)
  add_custom_target(${mode}
    COMMAND "${CMAKE_COMMAND}" -E env "CLANG_FORMAT=${SLIPWAY_CLANG_FORMAT}"
            "${PROJECT_SOURCE_DIR}/tools/dev/format" ${mode}
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    USES_TERMINAL VERBATIM)
endforeach()
