# error: unknown argument `host`
# error: did you mean `HOST`?
slipway_add_deployment(app host pi DIRECTORY ~/app)
