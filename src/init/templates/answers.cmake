# A smoke test: the service answers over HTTP, asked from this machine as its users do.
#
#   cmake -D PORT=<port> -D ASK=</path> -D SUCCESS=<whether only a success counts> -D SCRATCH=<directory>
#         [-D URL=<where the service is>] -P answers.cmake
#
# Without URL that is the machine which ssh reaches as SLIPWAY_HOST.
cmake_minimum_required(VERSION 3.25)

if("${URL}" STREQUAL "")
  set(configuration "")
  if(NOT "$ENV{SLIPWAY_SSH_CONFIG}" STREQUAL "")
    set(configuration -F "$ENV{SLIPWAY_SSH_CONFIG}")
  endif()
  # Reads the ssh configuration without connecting.
  execute_process(COMMAND ssh ${configuration} -G -- "$ENV{SLIPWAY_HOST}" OUTPUT_VARIABLE settings COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCH "\nhostname ([^\n]+)" matched "\n${settings}")
  set(address "${CMAKE_MATCH_1}")
  if(address MATCHES ":")
    set(address "[${address}]")
  endif()
  set(URL "http://${address}:${PORT}")
endif()

# The service is near, never behind a proxy.
set(ENV{no_proxy} "*")

# A service without a health check may need a moment more.
string(TIMESTAMP now "%s" UTC)
math(EXPR deadline "${now} + 20")
while(TRUE)
  file(DOWNLOAD "${URL}${ASK}" "${SCRATCH}/answer-${PORT}" STATUS status LOG log TIMEOUT 5)
  file(REMOVE "${SCRATCH}/answer-${PORT}")
  list(POP_FRONT status code)
  if(code EQUAL 0)
    message("${URL}${ASK} answers")
    return()
  endif()
  # 22: it answered, but not with a success.
  if(code EQUAL 22 AND NOT SUCCESS AND NOT log MATCHES "HTTP/[0-9.]+ 5[0-9][0-9]")
    message("${URL}${ASK} answers, if not with a success")
    return()
  endif()
  string(TIMESTAMP now "%s" UTC)
  if(now GREATER deadline)
    message(FATAL_ERROR "${URL}${ASK} was expected to answer; instead: ${status}\nWhere the service is elsewhere, say so with -D URL=…")
  endif()
  execute_process(COMMAND "${CMAKE_COMMAND}" -E sleep 0.5)
endwhile()
