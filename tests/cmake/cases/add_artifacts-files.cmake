# Before its deployment; names that a list or JSON could break; a file that a command makes.
add_custom_command(OUTPUT model.bin COMMAND "${CMAKE_COMMAND}" -E touch model.bin VERBATIM)
slipway_add_artifacts(app FILES model.bin [[/odd/a "b" $HOME;c\d [e.bin]] DESTINATION ./models//)
slipway_add_artifacts(app FILES "$<CONFIG>/table" DESTINATION .)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
