# error: slipway_run_tests_in(app)
# error: error: testing is not enabled in the whole project
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_run_tests_in(app SERVICE web TARGETS one)
