# output: HOST is missing
# The tests run here, as if nothing had been said.
enable_language(C)
enable_testing()
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/one.c" "int main(void) { return 0; }\n")
add_executable(one "${CMAKE_CURRENT_BINARY_DIR}/one.c")
add_test(NAME first COMMAND one)
slipway_add_deployment(app DIRECTORY ~/app)
slipway_run_tests_in(app SERVICE web TARGETS one)
