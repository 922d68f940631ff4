# error: slipway_add_deployment(app): BUILDER
# error: error: `buildKit` is not a valid value
# error: because: it has to be one of auto, buildkit, classic
# error: did you mean `buildkit`?
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILDER buildKit)
