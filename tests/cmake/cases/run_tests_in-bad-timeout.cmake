# error: slipway_run_tests_in(app): TIMEOUT
# error: error: `soon` is not a valid number of seconds
enable_testing()
slipway_run_tests_in(app SERVICE web TARGETS reading-test TIMEOUT soon)
