# error: error: this project does not build `tool` because: the target is imported: another project has built it
add_executable(tool IMPORTED)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app TARGETS tool DESTINATION dist)
