# error: DOCKERFILE_RULE
# error: because: it has to be one of strict, precise
slipway_add_deployment(app HOST pi DIRECTORY ~/app DOCKERFILE_RULE loose)
