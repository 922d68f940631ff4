# error: slipway_add_smoke_test(hey-orak)
# error: error: `hey-orak` is not a deployment because: no slipway_add_deployment() declares it so far
# error: did you mean `hey-orac`?
enable_testing()
slipway_add_deployment(hey-orac HOST pi DIRECTORY ~/app)
slipway_add_smoke_test(hey-orak NAME answers COMMAND true)
