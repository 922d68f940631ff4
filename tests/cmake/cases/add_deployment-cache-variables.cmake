# Nothing is in the cache that is not documented.
slipway_add_deployment(one HOST pi DIRECTORY ~/one)
slipway_add_deployment(two HOST pi DIRECTORY ~/two)
enable_testing()
slipway_add_smoke_test(one NAME answers COMMAND true)
