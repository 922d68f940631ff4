# error: slipway_add_smoke_test(app): COMMAND
# error: because: no value follows it
enable_testing()
slipway_add_smoke_test(app NAME answers COMMAND)
