# error: each deployment's name once
# error: a second `app`
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_deployment(app HOST pi DIRECTORY ~/other)
