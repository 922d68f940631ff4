# error: slipway_run_tests_in(app)
# error: error: SERVICE is missing
enable_testing()
slipway_run_tests_in(app TARGETS reading-test)
