# argument: -DSLIPWAY_PARALLEL_DEPLOYMENTS=2
# generator: Ninja
set(CMAKE_JOB_POOLS link=1 other_slipway_deployments=1)
slipway_add_deployment(one HOST pi DIRECTORY ~/one)
slipway_add_deployment(two HOST pi DIRECTORY ~/two)
