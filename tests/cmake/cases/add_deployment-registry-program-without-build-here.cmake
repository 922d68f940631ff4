# error: REGISTRY_PROGRAM needs BUILD_ON here
# error: because: with BUILD_ON host no image is sent from this machine
slipway_add_deployment(app HOST pi DIRECTORY ~/app ENGINE swarm REGISTRY_PROGRAM docker-registry)
