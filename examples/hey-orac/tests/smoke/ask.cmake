# ask(<path> <out>): what the running service answers at <path>.
#
# URL is the address of the service. If it is empty, that is port 7171 of the machine that ssh reaches as SLIPWAY_HOST,
# which `ssh -G` reads from the ssh configuration without connecting. Answers pass through files in SCRATCH.
if(URL STREQUAL "")
  set(configuration "")
  if(NOT "$ENV{SLIPWAY_SSH_CONFIG}" STREQUAL "")
    set(configuration -F "$ENV{SLIPWAY_SSH_CONFIG}")
  endif()
  execute_process(COMMAND ssh ${configuration} -G -- "$ENV{SLIPWAY_HOST}" OUTPUT_VARIABLE settings COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCH "\nhostname ([^\n]+)" matched "\n${settings}")
  set(URL "http://${CMAKE_MATCH_1}:7171")
endif()

# The service is on the local network, never behind a proxy.
set(ENV{no_proxy} "*")

function(ask path out)
  # Tests of several hosts may run side by side.
  string(MD5 name "${CMAKE_SCRIPT_MODE_FILE}${path}$ENV{SLIPWAY_HOST}")
  set(file "${SCRATCH}/answer-${name}.json")
  file(DOWNLOAD "${URL}${path}" "${file}" STATUS status TIMEOUT 10)
  list(POP_FRONT status code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${URL}${path} was expected to answer; instead: ${status}")
  endif()
  file(READ "${file}" answer)
  file(REMOVE "${file}")
  set(${out} "${answer}" PARENT_SCOPE)
endfunction()
