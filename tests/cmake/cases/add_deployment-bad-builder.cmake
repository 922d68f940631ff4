# error: slipway_add_deployment(app): BUILDER
# error: expected one of auto, buildkit, classic
# error: found `buildKit`
# error: did you mean `buildkit`?
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILDER buildKit)
