# error: a smoke test of `app` is declared before the deployment
# error: fix: move slipway_add_smoke_test(app …) behind slipway_add_deployment(app …)
enable_testing()
slipway_add_smoke_test(app NAME answers COMMAND true)
slipway_add_deployment(app HOSTS a b DIRECTORY ~/app)
