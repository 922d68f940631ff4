# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: error: building the helper failed
# error: because: 1
# error: main.cpp
# error: not_declared
# error: fix: see the whole log: less
# error: building.log
# error: or install Slipway and use find_package(Slipway), or set SLIPWAY_EXECUTABLE
# module: with sources
set(work "${CMAKE_CURRENT_SOURCE_DIR}")
file(APPEND "${work}/slipway root/tools/slipway/main.cpp" "int broken(void) { return not_declared; }\n")
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
