# error: CONFIRM_FROM_CLIENT
# error: error: CONFIRM_FROM_CLIENT needs a smoke test
slipway_add_deployment(app HOST pi DIRECTORY ~/app CONFIRM_FROM_CLIENT ON)
