# error: DOCKERFILE_RULE
# error: expected one of strict, precise
slipway_add_deployment(app HOST pi DIRECTORY ~/app DOCKERFILE_RULE loose)
