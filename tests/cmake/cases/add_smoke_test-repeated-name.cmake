# error: slipway_add_smoke_test(app): NAME
# error: a second `answers`
enable_testing()
slipway_add_smoke_test(app NAME answers COMMAND true)
slipway_add_smoke_test(app NAME answers COMMAND false)
