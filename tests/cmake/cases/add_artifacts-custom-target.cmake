# error: error: `assets` is not an executable, a shared library or a module because: it is of type UTILITY
# error: give the file that it makes: FILES <file>
add_custom_target(assets)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app TARGETS assets DESTINATION dist)
