# environment: FAKE_STRATEGY=incremental
# output: strategy: incremental
# output: 2 reasons
# output: first: first, deployment
# output: second: second
# output: schema: 1
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app STRATEGY strategy REASONS reasons JSON plan)
message(STATUS "strategy: ${strategy}")
list(LENGTH reasons count)
list(GET reasons 0 first)
list(GET reasons 1 second)
string(REPLACE ";" "," first "${first}")
message(STATUS "${count} reasons\nfirst: ${first}\nsecond: ${second}")
string(JSON schema GET "${plan}" schema)
message(STATUS "schema: ${schema}")
