# error: slipway_add_smoke_test(app): COMMAND
# error: expected a program that is there before anything is built
enable_testing()
add_custom_target(check)
slipway_add_smoke_test(app NAME answers COMMAND check)
