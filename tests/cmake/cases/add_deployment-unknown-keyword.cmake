# error: slipway_add_deployment(app)
# error: error: `NONSENSE` is not a keyword
# error: choose from: REPLACE_DEFAULT_RULES, HOST, DIRECTORY
slipway_add_deployment(app HOST pi DIRECTORY ~/app NONSENSE value)
