# stderr: slipway_add_artifacts(app): STRIP
# stderr: error: the toolchain has no `strip`
# stderr: the targets that deploy fail with this message
enable_language(C)
file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/hub.c" "int main(void) { return 0; }\n")
add_executable(hub "${CMAKE_CURRENT_BINARY_DIR}/hub.c")
set(CMAKE_STRIP CMAKE_STRIP-NOTFOUND)
slipway_add_artifacts(app TARGETS hub DESTINATION dist STRIP)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
