# error: slipway_add_smoke_test(app): TIMEOUT
# error: found `soon`
enable_testing()
slipway_add_smoke_test(app NAME answers COMMAND true TIMEOUT soon)
