# argument: -DNAME=app
# Nobody acts on what an earlier configure run wrote for a deployment that has another name now, or is left out.
if(NAME)
  slipway_add_deployment(${NAME} HOST pi DIRECTORY ~/app)
  get_target_property(deployable Slipway::deployment::${NAME} SLIPWAY_DEPLOYABLE)
  message(STATUS "deployable: ${deployable}")
endif()
