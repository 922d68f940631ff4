# generator: Ninja
# generator: Ninja Multi-Config
set(SLIPWAY_PARALLEL_DEPLOYMENTS 2 CACHE STRING "")
slipway_add_deployment(front HOST pi DIRECTORY ~/front)
slipway_add_deployment(back HOST pi DIRECTORY ~/back)
