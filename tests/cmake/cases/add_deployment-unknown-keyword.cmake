# error: slipway_add_deployment(app): unknown argument `NONSENSE`
# error: expected a keyword
# error: choose from: REPLACE_DEFAULT_RULES, HOST, DIRECTORY
slipway_add_deployment(app HOST pi DIRECTORY ~/app NONSENSE value)
