# error: TARGET_PREFIX
# error: error: `a b` cannot begin the name of a target
slipway_add_deployment(app HOST pi DIRECTORY ~/app TARGET_PREFIX "a b")
