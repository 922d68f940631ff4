# argument: -DBUILD_TESTING=OFF
include(CTest)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_run_tests_in(app SERVICE web TARGETS nowhere)
