include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/fail.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/json.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/validate.cmake")

# Sets `out` to the value of SLIPWAY_DEPLOYMENTS: AUTO, ON or OFF.
function(_slipway_deployments_mode out)
  set(SLIPWAY_DEPLOYMENTS AUTO CACHE STRING
    "What deployments are to a build that cannot make them: AUTO warns, ON is an error; OFF declares none")
  set_property(CACHE SLIPWAY_DEPLOYMENTS PROPERTY STRINGS AUTO ON OFF)
  string(TOUPPER "${SLIPWAY_DEPLOYMENTS}" mode)
  if(mode STREQUAL "")
    set(mode AUTO)
  elseif(mode STREQUAL "AUTO")
  elseif(mode MATCHES "^(ON|YES|TRUE|Y|1)$")
    set(mode ON)
  elseif(mode MATCHES "^(OFF|NO|FALSE|N|0)$")
    set(mode OFF)
  else()
    _slipway_validate_choice("SLIPWAY_DEPLOYMENTS" "${SLIPWAY_DEPLOYMENTS}" AUTO ON OFF)
  endif()
  set(${out} "${mode}" PARENT_SCOPE)
endfunction()

# Reports that a deployment has no plan, for the reason `problem`, which has several lines. The rest of the project
# configures, builds and is tested. With SLIPWAY_DEPLOYMENTS ON it is an error. `kind` is WARNING, or STATUS if
# nobody did anything wrong. A third argument says what happens to the deployment, if that is something else.
function(_slipway_report_problem kind problem)
  set(outcome "Everything else is configured as usual; the targets that deploy fail with this message.")
  if(ARGC GREATER 2)
    set(outcome "${ARGV2}")
  endif()
  _slipway_deployments_mode(mode)
  if(mode STREQUAL "ON")
    message(FATAL_ERROR "${problem}")
  elseif(kind STREQUAL "STATUS")
    message(STATUS "${problem}")
  else()
    message(WARNING "${problem}\n"
      "  ${outcome}\n"
      "  -D SLIPWAY_DEPLOYMENTS=OFF  leaves deployments out of this build, and =ON makes this an error.")
  endif()
endfunction()

# Writes what slipway_get_plan() gives for a deployment without a plan.
function(_slipway_write_unknown_plan file problem)
  _slipway_json_string(text "${problem}")
  file(WRITE "${file}" "{\"schema\": 1, \"strategy\": \"unknown\", \"reasons\": [{\"code\": \"NO_PLAN\", \"text\": ${text}}]}\n")
endfunction()
