# error: NODES needs ENGINE swarm
# error: because: compose runs an application on one host
slipway_add_deployment(app HOST pi DIRECTORY ~/app NODES pi2 pi3)
