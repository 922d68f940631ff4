# error: slipway_add_deployment(app): SECRET_COMMAND
# error: error: the secret `.env` is given twice
# error: fix: keep one of them
slipway_add_deployment(app HOST pi DIRECTORY ~/app ENV_FILES .env SECRET_COMMAND .env age -d env.age)
