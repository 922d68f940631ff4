# error: slipway_add_deployment(app): HOST
# error: expected a host as ssh knows it
# error: found `-oProxyCommand=id`
# error: try it first: ssh <host> true
slipway_add_deployment(app HOST -oProxyCommand=id DIRECTORY ~/app)
