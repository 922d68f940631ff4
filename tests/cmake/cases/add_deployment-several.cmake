# Declared in this order, which is neither that of their names nor that of their directories' ends.
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/sub/CMakeLists.txt" "slipway_add_deployment(back HOST pi DIRECTORY ~/back)")
slipway_add_deployment(front HOST pi DIRECTORY ~/front)
add_subdirectory(sub)
slipway_add_deployment(all HOST other DIRECTORY ~/all)
