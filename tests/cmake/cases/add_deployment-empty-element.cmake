# error: slipway_add_deployment(app): SERVICES
# error: because: its value is empty
slipway_add_deployment(app HOST pi DIRECTORY ~/app SERVICES web "")
