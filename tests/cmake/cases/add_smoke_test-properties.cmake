# Of one host, one after the other; without a host they are disabled, wherever the deployment is declared.
enable_testing()
slipway_add_smoke_test(nowhere NAME before COMMAND false)
slipway_add_deployment(nowhere DIRECTORY ~/nowhere)
slipway_add_smoke_test(nowhere NAME after COMMAND false)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_smoke_test(app NAME answers COMMAND true LABELS quick)
# output: HOST is missing
get_target_property(folder deploy-app FOLDER)
message(STATUS "folder: ${folder}")
