# output: strategy: full
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/sub/CMakeLists.txt" "slipway_get_plan(app STRATEGY strategy)\nmessage(STATUS \"strategy: \${strategy}\")")
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
add_subdirectory(sub)
