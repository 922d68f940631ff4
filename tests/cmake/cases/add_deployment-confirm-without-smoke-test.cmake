# error: CONFIRM_FROM_CLIENT
# error: a smoke test that tells if a release is good
slipway_add_deployment(app HOST pi DIRECTORY ~/app CONFIRM_FROM_CLIENT ON)
