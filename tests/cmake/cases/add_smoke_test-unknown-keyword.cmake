# error: slipway_add_smoke_test(app) error: `LOUDLY` is not a keyword
# error: choose from: NAME, TIMEOUT, COMMAND, LABELS
enable_testing()
slipway_add_smoke_test(app NAME answers LOUDLY slow COMMAND true)
