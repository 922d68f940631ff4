# error: slipway_add_deployment(app) error: `TIMEOUT` is not a keyword
# error: because: it looks like one, and follows FULL_WHEN
# error: did you mean `HEALTH_TIMEOUT`?
# error: If a file of that name is meant, write **/TIMEOUT
slipway_add_deployment(app HOST pi DIRECTORY ~/app FULL_WHEN requirements.txt TIMEOUT 30)
