# error: slipway_add_deployment(app): HOSTS_FILE
# error: error: the file `hosts` does not exist
# error: fix: write it: one host a line
slipway_add_deployment(app HOSTS_FILE hosts DIRECTORY ~/app)
