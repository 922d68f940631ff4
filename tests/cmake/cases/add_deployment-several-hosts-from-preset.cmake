# One preset for one host and one for several; what the call says of waves means nothing for the first.
# argument: -DSLIPWAY_one_HOST=pi
set(SLIPWAY_HOSTS north south)
slipway_add_deployment(one DIRECTORY ~/one WAVES 1 SOAK 5)
slipway_add_deployment(many DIRECTORY ~/many)
slipway_add_deployment(named HOST east DIRECTORY ~/named)
