# error: slipway_add_smoke_test(app)
# error: declare it first: slipway_add_deployment(app
enable_testing()
slipway_add_smoke_test(app NAME answers COMMAND true)
