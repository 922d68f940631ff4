# A project with smoke tests is part of one that tests nothing: that is not its fault, and not an error.
# stderr: error: testing is not enabled in the whole project
# stderr: Everything else is configured as usual, without these tests.
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/part/CMakeLists.txt" "
cmake_minimum_required(VERSION 3.25)
project(part LANGUAGES NONE)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_smoke_test(app NAME answers COMMAND true)")
# With testing of its own, which nobody asks for at the top.
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/other/CMakeLists.txt" "
cmake_minimum_required(VERSION 3.25)
project(other LANGUAGES NONE)
enable_testing()
slipway_add_deployment(two HOST pi DIRECTORY ~/two)
slipway_add_smoke_test(two NAME answers COMMAND true)")
add_subdirectory(part)
add_subdirectory(other)
