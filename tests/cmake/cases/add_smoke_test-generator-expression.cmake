# error: slipway_add_smoke_test(app): COMMAND
# error: a target or a generator expression
enable_testing()
slipway_add_smoke_test(app NAME answers COMMAND sh "$<TARGET_FILE:check>")
