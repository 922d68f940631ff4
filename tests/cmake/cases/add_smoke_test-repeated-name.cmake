# error: slipway_add_smoke_test(app): NAME
# error: error: the name `answers` is used twice
enable_testing()
slipway_add_smoke_test(app NAME answers COMMAND true)
slipway_add_smoke_test(app NAME answers COMMAND false)
