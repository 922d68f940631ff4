# error: plan.json
# error: expected a plan of schema 1
# environment: FAKE_PLAN=oops
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app STRATEGY strategy)
