# module: with sources
# output: -- Slipway: building the helper in
# output: (once; it may take a few minutes)
# output: -- verdict: full
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_deployment(other HOST pi DIRECTORY ~/other)
