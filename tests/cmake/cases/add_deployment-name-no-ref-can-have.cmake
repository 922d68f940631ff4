# error: the deployment's name
# error: error: `app.lock` is not a valid name
slipway_add_deployment(app.lock HOST pi DIRECTORY ~/app)
