# error: slipway_add_deployment(app): SECRET_COMMAND
# error: expected the place of a secret, then the program that prints it
# error: found `.env` alone
slipway_add_deployment(app HOST pi DIRECTORY ~/app SECRET_COMMAND key age -d key.age SECRET_COMMAND .env)
