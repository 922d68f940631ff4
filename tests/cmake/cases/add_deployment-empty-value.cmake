# error: slipway_add_deployment(app): HOST
# error: expected a value after HOST
# error: found an empty one
# error: a variable that is not set expands to nothing
slipway_add_deployment(app HOST "" DIRECTORY ~/app)
