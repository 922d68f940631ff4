# An archive of the sources may leave ROOT out (export-ignore). Whoever builds the rest of the project is not stopped.
# stderr: slipway_add_deployment(app): ROOT
# stderr: error: the directory `nowhere` does not exist
# stderr: the targets that deploy fail with this message
slipway_add_deployment(app HOST pi DIRECTORY ~/app ROOT nowhere)
get_target_property(deployable Slipway::deployment::app SLIPWAY_DEPLOYABLE)
message(STATUS "deployable: ${deployable}")
