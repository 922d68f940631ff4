# error: slipway_add_smoke_test(app)
# error: error: testing is not enabled in the whole project
# error: because: there is no enable_testing() so far
# error: call enable_testing() before this in the top-level CMakeLists.txt, or configure with -D BUILD_TESTING=OFF
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_smoke_test(app NAME answers COMMAND true)
