# error: error: the tests of `app` are declared twice fix: name all of them in one call
enable_testing()
slipway_run_tests_in(app SERVICE web TARGETS one)
slipway_run_tests_in(app SERVICE web TARGETS two)
