# error: slipway_add_smoke_test(app): NAME
# error: found `a b`
enable_testing()
slipway_add_smoke_test(app NAME "a b" COMMAND true)
