# A command may be a target of the project, declared before or after, or hold generator expressions. It is built before the
# deployment, because the deployment may end with the question.
enable_testing()
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_smoke_test(app NAME file COMMAND "${CMAKE_COMMAND}" -E cat "$<TARGET_PROPERTY:check,WRITES>" LABELS quick other)
add_custom_target(check COMMAND "${CMAKE_COMMAND}" -E touch "${CMAKE_BINARY_DIR}/made" VERBATIM)
set_target_properties(check PROPERTIES WRITES "${CMAKE_BINARY_DIR}/made")
