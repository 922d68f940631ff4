# error: slipway_add_deployment(app): HOSTS
# error: error: `-oProxyCommand=id` is not a host as ssh knows it
slipway_add_deployment(app HOSTS a -oProxyCommand=id DIRECTORY ~/app)
