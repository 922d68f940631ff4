# argument: -DSLIPWAY_HOST=pi
# argument: -DSLIPWAY_DIRECTORY=~/hey-orac
# argument: -DSLIPWAY_ENVIRONMENT=pi
# argument: -DSLIPWAY_HEALTH_TIMEOUT=30
# argument: -DSLIPWAY_KEEP_RELEASES=
# argument: -DSLIPWAY_REPLACE_DEFAULT_RULES=ON
# argument: -DSLIPWAY_ROOT=/nowhere
set(SLIPWAY_FULL_WHEN requirements.txt "a b" "c\;d" CACHE STRING "")
set(SLIPWAY_BUILD_ARGS A=1 "B=two words" CACHE STRING "")
slipway_add_deployment(app)
