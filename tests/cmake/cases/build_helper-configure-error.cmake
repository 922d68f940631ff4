# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: error: configuring the helper failed
# error: a missing package is named
# error: configuring.log
# module: with sources
set(work "${CMAKE_CURRENT_SOURCE_DIR}")
file(APPEND "${work}/slipway root/CMakeLists.txt" "message(FATAL_ERROR \"a missing package is named\")\n")
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
