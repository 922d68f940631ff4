# A smoke test: the containers of services that cannot be asked from here run, and are healthy where they can tell.
# One that has done its work and ended without an error is as good.
#
#   cmake -D "SERVICES=<service> <service>..." -D SCRATCH=<directory> -P runs.cmake
cmake_minimum_required(VERSION 3.25)

set(configuration "")
if(NOT "$ENV{SLIPWAY_SSH_CONFIG}" STREQUAL "")
  set(configuration -F "$ENV{SLIPWAY_SSH_CONFIG}")
endif()

# In single quotes for the shell there, a leading ~/ outside of them.
string(REPLACE "'" "'\\''" directory "$ENV{SLIPWAY_DIRECTORY}")
set(directory "'${directory}'")
string(REGEX REPLACE "^'~/" "\"$HOME\"/'" directory "${directory}")

# compose.sh has the function `compose` as the deployed release was started with.
file(WRITE "${SCRATCH}/runs.sh" "set -eu
cd ${directory}
. ./.slipway/compose.sh
for service in ${SERVICES}; do
  containers=$(compose ps -a -q \"$service\" 2>/dev/null || compose ps -q \"$service\")
  [ -n \"$containers\" ] || echo \"$service: no container\"
  for container in $containers; do
    docker inspect -f '{{.State.Status}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{end}}' \"$container\" |
      while read -r state code health; do echo \"$service: $state $code $health\"; done
  done
done
")
execute_process(COMMAND ssh ${configuration} -o BatchMode=yes -- "$ENV{SLIPWAY_HOST}" sh -s
  INPUT_FILE "${SCRATCH}/runs.sh" OUTPUT_VARIABLE states COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE "${SCRATCH}/runs.sh")

message("${states}")
string(REGEX REPLACE "[^\n]*: (running 0 (healthy)?|exited 0 [a-z]*)\n" "" others "${states}")
if(states STREQUAL "" OR NOT others STREQUAL "")
  message(FATAL_ERROR "The services ${SERVICES} were expected to run; instead:\n${others}")
endif()
