slipway_add_deployment(one HOST pi DIRECTORY ~/one)
slipway_add_deployment(two HOST pi DIRECTORY ~/two)
# Asked for early, the plans so far are made; the third has one of its own at the end.
slipway_get_plan(one STRATEGY strategy)
message(STATUS "one: ${strategy}")
slipway_add_deployment(three HOST pi DIRECTORY ~/three)
slipway_get_plan(two STRATEGY strategy)
message(STATUS "two: ${strategy}")
