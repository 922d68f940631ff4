# Without the preset nobody says where to: the program is built, and the targets that deploy say what is missing.
# output: HOST is missing
enable_testing()
slipway_add_deployment(app DIRECTORY ~/app)
slipway_add_smoke_test(app NAME answers COMMAND false)
