# error: slipway_add_deployment(app): SECRET_COMMAND
# error: expected each secret once
# error: found `.env` a second time
slipway_add_deployment(app HOST pi DIRECTORY ~/app ENV_FILES .env SECRET_COMMAND .env age -d env.age)
