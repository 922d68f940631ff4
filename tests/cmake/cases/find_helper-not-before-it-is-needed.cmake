# Including the module does nothing: a project whose deployments are switched off needs no helper.
# stderr: variables were not used by the project: SLIPWAY_EXECUTABLE
# argument: -DSLIPWAY_EXECUTABLE=/nowhere/slipway
