# module: with sources
# argument: -DSLIPWAY_HELPER_BINARY_DIR=../shared helper
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
