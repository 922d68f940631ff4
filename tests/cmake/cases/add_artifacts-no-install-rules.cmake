# What the build was asked for, or lacks, is a problem of the artifacts alone.
# argument: -DCMAKE_SKIP_INSTALL_RULES=ON
# stderr: slipway_add_artifacts(app): TARGETS
# stderr: error: the project has no install rules
# stderr: the targets that deploy fail with this message
enable_language(C)
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/hub.c" "int main(void) { return 0; }\n")
add_executable(hub "${CMAKE_CURRENT_BINARY_DIR}/hub.c")
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app TARGETS hub DESTINATION dist)
