# error: slipway_add_smoke_test(app): NAME
# error: error: `a b` is not a valid name
enable_testing()
slipway_add_smoke_test(app NAME "a b" COMMAND true)
