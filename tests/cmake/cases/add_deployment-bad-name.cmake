# error: the deployment's name
# error: error: `my app` is not a valid name
slipway_add_deployment("my app" HOST pi DIRECTORY ~/app)
