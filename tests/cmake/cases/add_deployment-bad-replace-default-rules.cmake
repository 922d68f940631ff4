# argument: -DSLIPWAY_REPLACE_DEFAULT_RULES=maybe
# error: SLIPWAY_REPLACE_DEFAULT_RULES
# error: is neither ON nor OFF
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
