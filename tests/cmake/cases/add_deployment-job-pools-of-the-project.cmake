# argument: -DSLIPWAY_PARALLEL_DEPLOYMENTS=2
# generator: Ninja
set(CMAKE_JOB_POOLS link=1 compile=2)
set(CMAKE_JOB_POOL_LINK link)
set(CMAKE_JOB_POOL_COMPILE compile)
slipway_add_deployment(one HOST pi DIRECTORY ~/one)
slipway_add_deployment(two HOST pi DIRECTORY ~/two)
