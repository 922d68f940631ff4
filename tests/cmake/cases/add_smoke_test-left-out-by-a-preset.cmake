enable_testing()
slipway_add_deployment(app HOST pi DIRECTORY "~/my app")
slipway_add_smoke_test(app NAME asks-the-host COMMAND false)
add_test(NAME own COMMAND "${CMAKE_COMMAND}" -E true)
