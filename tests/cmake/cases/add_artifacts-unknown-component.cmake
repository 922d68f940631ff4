# error: slipway_add_artifacts(app): COMPONENT
# error: did you mean `runtime`?
install(FILES CMakeLists.txt DESTINATION share COMPONENT runtime)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app COMPONENT runtme DESTINATION dist)
