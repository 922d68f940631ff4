# error: slipway_add_deployment(app): SERVICES
# error: error: SERVICES has no value
# error: because: no value follows it
slipway_add_deployment(app HOST pi DIRECTORY ~/app SERVICES ${not_set})
