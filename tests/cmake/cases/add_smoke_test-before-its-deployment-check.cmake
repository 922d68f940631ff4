run_well(COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" -C Debug -V)
expect_part("ctest" "${output}" "<pi>")
expect_json("${build}/slipway/app/settings.json" smoke_tests 0 directory "${source}/tests")
