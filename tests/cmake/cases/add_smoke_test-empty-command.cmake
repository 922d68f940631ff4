# error: slipway_add_smoke_test(app): COMMAND
# error: found none
enable_testing()
slipway_add_smoke_test(app NAME answers COMMAND)
