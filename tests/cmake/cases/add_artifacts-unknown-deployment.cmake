# error: slipway_add_artifacts(ap)
# error: did you mean `app`?
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(ap FILES x DESTINATION dist)
