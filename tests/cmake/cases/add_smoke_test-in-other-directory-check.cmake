run_well(COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" -C Debug)
expect_json("${build}/deploy/slipway/app/settings.json" smoke_tests 0 name answers)
