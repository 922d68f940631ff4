# error: slipway_add_deployment(app): SERVICES
# error: expected a value after SERVICES
# error: found none
slipway_add_deployment(app HOST pi DIRECTORY ~/app SERVICES ${not_set})
