# error: the deployment's name
# error: found `app.lock`
slipway_add_deployment(app.lock HOST pi DIRECTORY ~/app)
