# error: slipway_add_smoke_test(app): unknown argument `LABEL`
# error: choose from: NAME, TIMEOUT, COMMAND
enable_testing()
slipway_add_smoke_test(app NAME answers LABEL slow COMMAND true)
