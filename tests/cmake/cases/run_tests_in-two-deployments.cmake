# error: error: `one` cannot be a test of two deployments because: it already is one of `app`, and CTest runs it once
enable_language(C)
enable_testing()
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/one.c" "int main(void) { return 0; }\n")
add_executable(one "${CMAKE_CURRENT_BINARY_DIR}/one.c")
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_deployment(other HOST pi DIRECTORY ~/other)
slipway_run_tests_in(app SERVICE web TARGETS one)
slipway_run_tests_in(other SERVICE web TARGETS one)
