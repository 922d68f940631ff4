# error: CONFIRM_FROM_CLIENT
# error: one of ON, OFF
slipway_add_deployment(app HOST pi DIRECTORY ~/app CONFIRM_FROM_CLIENT maybe)
