# error: slipway_add_deployment(app): SERVICES
# error: error: `SERVICES` is given twice
# error: give all of its values after one SERVICES
slipway_add_deployment(app HOST pi DIRECTORY ~/app SERVICES web BUILDER auto SERVICES worker)
