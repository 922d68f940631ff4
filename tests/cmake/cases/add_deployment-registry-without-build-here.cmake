# error: slipway_add_deployment(app): REGISTRY
# error: error: REGISTRY needs BUILD_ON here or ENGINE swarm
# error: because: with BUILD_ON host and ENGINE compose no image is sent
slipway_add_deployment(app HOST pi DIRECTORY ~/app REGISTRY registry.example.org)
