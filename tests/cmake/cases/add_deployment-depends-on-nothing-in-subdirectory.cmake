# error: slipway_add_deployment(app): DEPENDS
# error: did you mean `model`?
slipway_add_deployment(app HOST pi DIRECTORY ~/app DEPENDS modl)
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/models/CMakeLists.txt" "add_custom_target(model)")
add_subdirectory(models)
