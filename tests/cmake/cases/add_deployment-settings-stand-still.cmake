enable_testing()
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_smoke_test(app NAME answers COMMAND true)
