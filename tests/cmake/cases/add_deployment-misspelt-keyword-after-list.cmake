# error: slipway_add_deployment(app): unknown keyword `TIMEOUT`
# error: expected values of FULL_WHEN, or another keyword
# error: did you mean `HEALTH_TIMEOUT`?
# error: If a file of that name is meant, write **/TIMEOUT
slipway_add_deployment(app HOST pi DIRECTORY ~/app FULL_WHEN requirements.txt TIMEOUT 30)
