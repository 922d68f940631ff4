# error: slipway_add_deployment(app): HOST
# error: error: HOST has no value
# error: because: its value is empty
# error: a variable that is not set expands to nothing
slipway_add_deployment(app HOST "" DIRECTORY ~/app)
