# error: CONFIRM_FROM_CLIENT
# error: is neither ON nor OFF
slipway_add_deployment(app HOST pi DIRECTORY ~/app CONFIRM_FROM_CLIENT maybe)
