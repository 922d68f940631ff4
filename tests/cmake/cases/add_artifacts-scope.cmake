# Nothing of Slipway's is in an installation, and `all` does not collect.
slipway_add_artifacts(app FILES x DESTINATION dist)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
install(FILES CMakeLists.txt DESTINATION share COMPONENT runtime)
