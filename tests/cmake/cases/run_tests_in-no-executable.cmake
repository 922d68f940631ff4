# error: error: `all-tests` is not an executable that this project builds because: it is of type UTILITY
enable_testing()
add_custom_target(all-tests)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_run_tests_in(app SERVICE web TARGETS all-tests)
