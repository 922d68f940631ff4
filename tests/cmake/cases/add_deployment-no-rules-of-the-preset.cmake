# argument: -DSLIPWAY_REPLACE_DEFAULT_RULES=ON
slipway_add_deployment(one REPLACE_DEFAULT_RULES NONE HOST pi DIRECTORY ~/one)
slipway_add_deployment(two HOST pi DIRECTORY ~/two)
