# error: because: it is of type INTERFACE_LIBRARY
add_library(headers INTERFACE)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app TARGETS headers DESTINATION dist)
