# error: slipway_add_smoke_test(hey-orak)
# error: `hey-orak`, which no slipway_add_deployment() declares
# error: did you mean `hey-orac`?
enable_testing()
slipway_add_deployment(hey-orac HOST pi DIRECTORY ~/app)
slipway_add_smoke_test(hey-orak NAME answers COMMAND true)
