# error: slipway_add_smoke_test(app) error: COMMAND is missing
enable_testing()
slipway_add_smoke_test(app NAME answers)
