# argument: -DSLIPWAY_HOST=pi
# argument: -DSLIPWAY_two_HOST=other
# argument: -DSLIPWAY_SERVICES=web
# argument: -DSLIPWAY_PLATFORM=linux/arm64
slipway_add_deployment(one DIRECTORY ~/app SERVICES NONE PLATFORM NONE)
slipway_add_deployment(two DIRECTORY ~/app)
foreach(property IN ITEMS HOST DIRECTORY ENVIRONMENT SETTINGS_FILE PLAN_FILE)
  get_target_property(${property} Slipway::deployment::two SLIPWAY_${property})
endforeach()
# The plans of the deployments so far are made when one is asked for.
slipway_get_plan(two STRATEGY asked)
file(READ "${PLAN_FILE}" plan)
string(JSON strategy GET "${plan}" strategy)
message(STATUS "two: ${HOST} ${DIRECTORY} ${ENVIRONMENT} ${strategy}")
