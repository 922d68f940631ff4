# error: plan.json
# error: error: the plan cannot be read
# environment: FAKE_PLAN=oops
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app STRATEGY strategy)
