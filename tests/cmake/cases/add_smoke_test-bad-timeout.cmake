# error: slipway_add_smoke_test(app): TIMEOUT
# error: error: `soon` is not a valid number of seconds
enable_testing()
slipway_add_smoke_test(app NAME answers COMMAND true TIMEOUT soon)
