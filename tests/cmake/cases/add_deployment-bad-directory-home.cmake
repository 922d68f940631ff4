# error: slipway_add_deployment(app): DIRECTORY
# error: expected a directory on the host that belongs to this deployment alone
slipway_add_deployment(app HOST pi DIRECTORY "~/")
