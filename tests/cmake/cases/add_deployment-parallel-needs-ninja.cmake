# argument: -DSLIPWAY_PARALLEL_DEPLOYMENTS=2
# generator: Unix Makefiles
# stderr: SLIPWAY_PARALLEL_DEPLOYMENTS needs Ninja
slipway_add_deployment(one HOST pi DIRECTORY ~/one)
slipway_add_deployment(two HOST pi DIRECTORY ~/two)
