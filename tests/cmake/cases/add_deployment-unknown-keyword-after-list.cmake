# error: unknown keyword `RESTART_POLICY`
# error: choose from:
slipway_add_deployment(app HOST pi DIRECTORY ~/app COMPOSE_FILES compose.yaml RESTART_POLICY always)
