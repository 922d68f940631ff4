# error: error: `RESTART_POLICY` is not a keyword
# error: choose from:
slipway_add_deployment(app HOST pi DIRECTORY ~/app COMPOSE_FILES compose.yaml RESTART_POLICY always)
