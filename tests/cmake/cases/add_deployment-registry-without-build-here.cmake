# error: slipway_add_deployment(app): REGISTRY
# error: error: REGISTRY needs BUILD_ON here
# error: because: with BUILD_ON host no image is sent
slipway_add_deployment(app HOST pi DIRECTORY ~/app REGISTRY registry.example.org)
