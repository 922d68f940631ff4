# Asks the helper for its manual pages and completions.
#
#   cmake -D HELPER=<slipway> -D PAGES=<docs/reference/commands> -D OUT=<directory> [-D GZIP=<gzip>] -P write_help_files.cmake
cmake_minimum_required(VERSION 3.25)

function(ask file)
  execute_process(COMMAND "${HELPER}" ${ARGN} OUTPUT_FILE "${file}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE "${OUT}")
file(MAKE_DIRECTORY "${OUT}/man1")
execute_process(COMMAND "${HELPER}" help-page commands OUTPUT_VARIABLE commands COMMAND_ERROR_IS_FATAL ANY)
string(STRIP "${commands}" commands)
string(REPLACE "\n" ";" commands "${commands}")

ask("${OUT}/man1/slipway.1" help-page man --prose "${PAGES}/../exit-codes.md")
foreach(command IN LISTS commands)
  ask("${OUT}/man1/slipway-${command}.1" help-page man "${command}" --prose "${PAGES}/slipway-${command}.md")
endforeach()
ask("${OUT}/slipway.bash" completion bash)
ask("${OUT}/_slipway" completion zsh)
ask("${OUT}/slipway.fish" completion fish)

if(GZIP)
  file(GLOB pages "${OUT}/man1/*.1")
  # -n: the same bytes at every build.
  execute_process(COMMAND "${GZIP}" -9n ${pages} COMMAND_ERROR_IS_FATAL ANY)
endif()
file(TOUCH "${OUT}/made")
