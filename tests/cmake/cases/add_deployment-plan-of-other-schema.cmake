# error: plan.json
# error: error: the plan cannot be read
# error: because: its schema is `2`, and this module reads schema 1
# environment: FAKE_PLAN={"schema": 2}
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app STRATEGY strategy)
