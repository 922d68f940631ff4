# error: slipway_run_tests_in(hub)
# error: error: `hub` is not a deployment
enable_testing()
slipway_run_tests_in(hub SERVICE web TARGETS one)
