# error: TARGET_PREFIX
# error: found `a b`
slipway_add_deployment(app HOST pi DIRECTORY ~/app TARGET_PREFIX "a b")
