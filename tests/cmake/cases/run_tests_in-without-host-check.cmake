run_well(COMMAND "${CMAKE_COMMAND}" --build "${build}")
run_well(COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" -C Debug)
expect_part("ctest" "${output}" "100% tests passed")
