include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/fail.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/json.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/suggest.cmake")

# Makes the deployment known to the whole build. A name, and a directory on a host, can belong to one deployment only.
function(_slipway_register_deployment function deployment)
  get_property(deployments GLOBAL PROPERTY _SLIPWAY_DEPLOYMENTS)
  if(deployment IN_LIST deployments)
    _slipway_fail("${function}" "the deployment `${deployment}` is declared twice" "" "choose another name for one of them")
  endif()

  if(NOT arg_HOST STREQUAL "" AND NOT arg_DIRECTORY STREQUAL "")
    cmake_path(SET place NORMALIZE "${arg_DIRECTORY}/")
    _slipway_claim_place("${function}" "${deployment}" "${place}")
  endif()

  set_property(GLOBAL APPEND PROPERTY _SLIPWAY_DEPLOYMENTS ${deployment})

  # Properties for the project, and for smoke tests, which may be declared earlier and in another directory, and
  # read them through generator expressions.
  add_library(Slipway::deployment::${deployment} INTERFACE IMPORTED GLOBAL)
  foreach(keyword IN ITEMS HOST ENVIRONMENT DIRECTORY SSH_CONFIG)
    # A test's environment is a list.
    string(REPLACE ";" "\\;" value "${arg_${keyword}}")
    set_property(TARGET Slipway::deployment::${deployment} PROPERTY SLIPWAY_${keyword} "${value}")
  endforeach()
  _slipway_json_to_list(depends "${arg_DEPENDS}")
  set(directory "${CMAKE_CURRENT_BINARY_DIR}/slipway/${deployment}")
  set_target_properties(Slipway::deployment::${deployment} PROPERTIES
    SLIPWAY_SETTINGS_FILE "${directory}/settings.json"
    SLIPWAY_PLAN_FILE "${directory}/plan.json"
    SLIPWAY_TARGET_PREFIX "${arg_TARGET_PREFIX}"
    SLIPWAY_DEPENDS "${depends}")
endfunction()

# Ends with an error if the directory `place` of `arg_HOST`, a normal path that ends in a slash, is that of another deployment, is inside
# one, or contains one. Each directory has a property with its deployment, and one with a deployment inside of it, so that the others need
# not be searched.
function(_slipway_claim_place function deployment place)
  set(how "contains that of")
  get_property(other GLOBAL PROPERTY "_SLIPWAY_BELOW ${arg_HOST} ${place}")
  set(at "${place}")
  while("${other}" STREQUAL "" AND NOT at STREQUAL "")
    get_property(other GLOBAL PROPERTY "_SLIPWAY_AT ${arg_HOST} ${at}")
    if(NOT "${other}" STREQUAL "")
      set(how "is inside that of")
      if(at STREQUAL place)
        set(how "is that of")
      endif()
    endif()
    string(REGEX REPLACE "[^/]*/$" "" at "${at}")
  endwhile()
  if(NOT "${other}" STREQUAL "")
    _slipway_fail("${function}: ${_slipway_prefix_DIRECTORY}DIRECTORY"
      "the directory belongs to another deployment"
      "${arg_DIRECTORY} on ${arg_HOST} ${how} the deployment `${other}`"
      "give one of them another directory")
  endif()
  set_property(GLOBAL PROPERTY "_SLIPWAY_AT ${arg_HOST} ${place}" "${deployment}")
  string(REGEX REPLACE "[^/]*/$" "" at "${place}")
  while(NOT at STREQUAL "")
    set_property(GLOBAL PROPERTY "_SLIPWAY_BELOW ${arg_HOST} ${at}" "${deployment}")
    string(REGEX REPLACE "[^/]*/$" "" at "${at}")
  endwhile()
endfunction()

# Ends with an error unless `deployment` is one of the deployments declared so far.
function(_slipway_require_deployment function deployment)
  get_property(deployments GLOBAL PROPERTY _SLIPWAY_DEPLOYMENTS)
  if(deployment IN_LIST deployments)
    return()
  endif()
  if("${deployments}" STREQUAL "")
    set(suggestion "declare it first:  slipway_add_deployment(${deployment} …)")
  else()
    _slipway_suggest(suggestion "${deployment}" ${deployments})
  endif()
  _slipway_fail("${function}"
    "`${deployment}` is not a deployment" "no slipway_add_deployment() declares it so far" "${suggestion}")
endfunction()
