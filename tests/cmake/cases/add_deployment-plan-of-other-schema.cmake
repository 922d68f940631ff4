# error: plan.json
# error: expected a plan of schema 1
# error: found 2
# environment: FAKE_PLAN={"schema": 2}
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app STRATEGY strategy)
