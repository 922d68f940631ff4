# argument: -DSLIPWAY_CONFIRM_FROM_CLIENT:BOOL=TRUE
# argument: -DSLIPWAY_ALLOW_DIVERGED=yes
# argument: -DSLIPWAY_REPLACE_DEFAULT_RULES=no
enable_testing()
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_smoke_test(app NAME answers COMMAND true)
