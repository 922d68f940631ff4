# error: slipway_add_deployment(app): REGISTRY
# error: expected BUILD_ON here beside it
# error: found BUILD_ON host, where no image travels
slipway_add_deployment(app HOST pi DIRECTORY ~/app REGISTRY registry.example.org)
