# Configuring again with nothing changed writes nothing, not even for a moment.
file(TIMESTAMP "${build}/slipway/app/settings.json" before "%s%f")
run_well(COMMAND "${CMAKE_COMMAND}" -E sleep 0.05)
configure()
file(TIMESTAMP "${build}/slipway/app/settings.json" after "%s%f")
expect_equal("time of settings.json" "${after}" "${before}")
expect_json("${build}/slipway/app/settings.json" smoke_tests 0 name answers)
