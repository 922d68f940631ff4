# argument: -DBUILD_TESTING=OFF
# stderr: slipway_add_deployment(app): CONFIRM_FROM_CLIENT
# stderr: because: BUILD_TESTING is OFF, so there is none
# stderr: a deployment is refused
include(CTest)
slipway_add_deployment(app HOST pi DIRECTORY ~/app CONFIRM_FROM_CLIENT ON)
slipway_add_smoke_test(app NAME answers COMMAND true)
