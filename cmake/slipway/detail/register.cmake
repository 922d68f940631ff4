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

  _slipway_claim_places("${function}" "${deployment}")

  set_property(GLOBAL APPEND PROPERTY _SLIPWAY_DEPLOYMENTS ${deployment})

  # Properties for the project, and for smoke tests, which may be declared earlier and in another directory, and
  # read them through generator expressions.
  add_library(Slipway::deployment::${deployment} INTERFACE IMPORTED GLOBAL)
  foreach(keyword IN ITEMS HOST ENVIRONMENT DIRECTORY SSH_CONFIG)
    # A test's environment is a list.
    string(REPLACE ";" "\\;" value "${arg_${keyword}}")
    set_property(TARGET Slipway::deployment::${deployment} PROPERTY SLIPWAY_${keyword} "${value}")
  endforeach()
  set_property(TARGET Slipway::deployment::${deployment} PROPERTY SLIPWAY_HOSTS "${fleet_names}")
  if(NOT fleet_names STREQUAL "")
    _slipway_refuse_earlier_smoke_tests("${function}" "${deployment}")
    set_property(GLOBAL PROPERTY _SLIPWAY_FLEET_${deployment} "${fleet_hosts}")
  endif()
  _slipway_json_to_list(depends "${arg_DEPENDS}")
  set(directory "${CMAKE_CURRENT_BINARY_DIR}/slipway/${deployment}")
  set_target_properties(Slipway::deployment::${deployment} PROPERTIES
    SLIPWAY_SETTINGS_FILE "${directory}/settings.json"
    SLIPWAY_PLAN_FILE "${directory}/plan.json"
    SLIPWAY_TARGET_PREFIX "${arg_TARGET_PREFIX}"
    SLIPWAY_DEPENDS "${depends}")
endfunction()

# A smoke test has one CTest test for each host, and these have to be known.
function(_slipway_refuse_earlier_smoke_tests function deployment)
  get_property(earlier GLOBAL PROPERTY _SLIPWAY_SMOKE_BEFORE)
  if(deployment IN_LIST earlier)
    _slipway_fail("${function}" "a smoke test of `${deployment}` is declared before the deployment" "the deployment has several hosts, and the test is one for each"
      "move slipway_add_smoke_test(${deployment} …) behind slipway_add_deployment(${deployment} …)")
  endif()
endfunction()

# Claims the directory on each host of the deployment.
function(_slipway_claim_places function deployment)
  if(NOT arg_HOST STREQUAL "" AND NOT arg_DIRECTORY STREQUAL "")
    _slipway_claim_place("${function}" "${deployment}" "${arg_HOST}" "${arg_DIRECTORY}")
  endif()
  set(index 0)
  foreach(host IN LISTS fleet_names)
    string(JSON directory GET "${fleet_hosts}" ${index} directory)
    math(EXPR index "${index} + 1")
    if(directory STREQUAL "")
      set(directory "${arg_DIRECTORY}")
    endif()
    if(NOT directory STREQUAL "")
      _slipway_claim_place("${function}" "${deployment}" "${host}" "${directory}")
    endif()
  endforeach()
endfunction()

# Ends with an error if `directory` on `host`, as a normal path that ends in a slash, is that of another deployment, is inside
# one, or contains one. Each directory has a property with its deployment, and one with a deployment inside of it, so that the others need
# not be searched.
function(_slipway_claim_place function deployment host directory)
  cmake_path(SET place NORMALIZE "${directory}/")
  set(how "contains that of")
  get_property(other GLOBAL PROPERTY "_SLIPWAY_BELOW ${host} ${place}")
  set(at "${place}")
  while("${other}" STREQUAL "" AND NOT at STREQUAL "")
    get_property(other GLOBAL PROPERTY "_SLIPWAY_AT ${host} ${at}")
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
      "${directory} on ${host} ${how} the deployment `${other}`"
      "give one of them another directory")
  endif()
  set_property(GLOBAL PROPERTY "_SLIPWAY_AT ${host} ${place}" "${deployment}")
  string(REGEX REPLACE "[^/]*/$" "" at "${place}")
  while(NOT at STREQUAL "")
    set_property(GLOBAL PROPERTY "_SLIPWAY_BELOW ${host} ${at}" "${deployment}")
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
