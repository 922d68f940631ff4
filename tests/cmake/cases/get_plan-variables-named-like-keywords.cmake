# output: strategy is full
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app STRATEGY STRATEGY JSON REASONS)
message(STATUS "strategy is ${STRATEGY}")
