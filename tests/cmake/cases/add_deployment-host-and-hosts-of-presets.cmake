# argument: -DSLIPWAY_HOST=pi
# argument: -DSLIPWAY_HOSTS=a
# error: SLIPWAY_HOST and SLIPWAY_HOSTS exclude each other
# error: "SLIPWAY_HOST": null
slipway_add_deployment(app DIRECTORY ~/app)
