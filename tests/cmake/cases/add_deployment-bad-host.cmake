# error: slipway_add_deployment(app): HOST
# error: because: a host is an alias from ~/.ssh/config, a name, or user@name
# error: error: `-oProxyCommand=id` is not a host as ssh knows it
# error: fix: ssh <host> true
slipway_add_deployment(app HOST -oProxyCommand=id DIRECTORY ~/app)
