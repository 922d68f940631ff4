# error: the deployment's name
# error: found `my app`
slipway_add_deployment("my app" HOST pi DIRECTORY ~/app)
