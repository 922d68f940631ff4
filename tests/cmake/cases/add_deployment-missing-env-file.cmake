# stderr: slipway_add_deployment(app): ENV_FILES
# stderr: error: the file `.env` does not exist
slipway_add_deployment(app HOST pi DIRECTORY ~/app COMPOSE_FILES compose.yaml ENV_FILES .env)
