# error: slipway_add_smoke_test(app) error: NAME is missing
enable_testing()
slipway_add_smoke_test(app COMMAND true)
