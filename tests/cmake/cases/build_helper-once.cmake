# module: with sources
# output: -- Slipway: building the helper in
# output: (once; about three minutes on two cores)
# output: -- verdict: full
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_deployment(other HOST pi DIRECTORY ~/other)
