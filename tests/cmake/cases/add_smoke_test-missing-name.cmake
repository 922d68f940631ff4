# error: slipway_add_smoke_test(app): NAME is missing
enable_testing()
slipway_add_smoke_test(app COMMAND true)
