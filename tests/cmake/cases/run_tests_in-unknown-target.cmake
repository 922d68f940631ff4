# error: slipway_run_tests_in(app): TARGETS
# error: error: `reading-tst` is not a target of this project
enable_testing()
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_run_tests_in(app SERVICE web TARGETS reading-tst)
