# error: error: `host` is not a keyword
# error: did you mean `HOST`?
slipway_add_deployment(app host pi DIRECTORY ~/app)
