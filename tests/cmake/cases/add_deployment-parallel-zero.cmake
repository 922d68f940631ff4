# argument: -DSLIPWAY_PARALLEL_DEPLOYMENTS=0
# error: SLIPWAY_PARALLEL_DEPLOYMENTS
# error: write for example 2
slipway_add_deployment(one HOST pi DIRECTORY ~/one)
