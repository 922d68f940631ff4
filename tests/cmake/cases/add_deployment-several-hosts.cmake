# A host is anything that ssh takes; the module writes down what the helper needs of each.
slipway_add_deployment(app
  HOSTS pi-kitchen deploy@pi.local ssh://ann@pi:2222
  DIRECTORY ~/app
  WAVES 1 25% 100%
  SOAK 60
  ON_WAVE_FAILURE revoke
  UNREACHABLE skip
  PARALLEL 4)
slipway_add_deployment(plain HOSTS one two DIRECTORY ~/plain)
foreach(property IN ITEMS HOST HOSTS DEPLOYABLE)
  get_target_property(${property} Slipway::deployment::app SLIPWAY_${property})
endforeach()
message(STATUS "hosts: `${HOST}` `${HOSTS}` ${DEPLOYABLE}")
