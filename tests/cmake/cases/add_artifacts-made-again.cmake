# Whatever makes one of FILES here makes it before it is collected: a target, a command with the configuration in its output, a
# command below the call. What nothing makes is waited for by nobody.
set(CMAKE_BUILD_TYPE Debug)
enable_language(C)
if(NOT EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/hub.c")
  file(WRITE hub.c "int main(void) { return 0; }\n")
  file(WRITE input "first\n")
endif()
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
add_executable(hub hub.c)
set_target_properties(hub PROPERTIES EXCLUDE_FROM_ALL TRUE)
add_custom_command(OUTPUT "$<CONFIG>/settings" COMMAND "${CMAKE_COMMAND}" -E copy "${CMAKE_CURRENT_SOURCE_DIR}/input" "$<CONFIG>/settings"
  DEPENDS input VERBATIM)
slipway_add_artifacts(app FILES "$<TARGET_FILE:hub>" "$<CONFIG>/settings" "$<CONFIG>/nobody's" below DESTINATION dist)
add_custom_command(OUTPUT below COMMAND "${CMAKE_COMMAND}" -E copy "${CMAKE_CURRENT_SOURCE_DIR}/input" below DEPENDS input VERBATIM)
