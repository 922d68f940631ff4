# error: slipway_add_deployment(app): SECRET_COMMAND
# error: fix: write for example SECRET_COMMAND .env pass show app/key
# error: error: the program that prints the secret `.env` is missing
slipway_add_deployment(app HOST pi DIRECTORY ~/app SECRET_COMMAND key age -d key.age SECRET_COMMAND .env)
