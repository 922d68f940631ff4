# error: slipway_add_deployment(app): DEPENDS
# error: did you mean `model`?
add_custom_target(model)
slipway_add_deployment(app HOST pi DIRECTORY ~/app DEPENDS modl)
