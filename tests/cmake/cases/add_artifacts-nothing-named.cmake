# error: slipway_add_artifacts(app) error: the call names no artifacts because: TARGETS, COMPONENT and FILES are missing fix: add TARGETS <target>
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app DESTINATION dist)
