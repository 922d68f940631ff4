# generator: Ninja
# generator: Unix Makefiles
# The helper runs here, whatever the project is built for and with.
# module: with sources
# environment: CC=/nowhere/cc
# environment: CFLAGS=--no-such-flag
# argument: -DCMAKE_TOOLCHAIN_FILE=../the source/slipway root/consumer-toolchain.cmake
# argument: -DCMAKE_BUILD_TYPE=Strange
# output: -- verdict: full
slipway_add_deployment(app HOST pi DIRECTORY ~/app PLATFORM linux/arm64)
