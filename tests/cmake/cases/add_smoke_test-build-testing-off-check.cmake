file(READ "${build}/slipway/app/settings.json" text)
string(JSON count LENGTH "${text}" smoke_tests)
expect_equal("number of smoke tests" "${count}" 0)
