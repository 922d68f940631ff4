# error: slipway_add_deployment(app): SERVICES
# error: found an empty one
slipway_add_deployment(app HOST pi DIRECTORY ~/app SERVICES web "")
