# output: -- verdict: full
# output: --   because: it is the first; deployment [here]
slipway_add_deployment(hey-orac HOST pi DIRECTORY ~/hey-orac)
