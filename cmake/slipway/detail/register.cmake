include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/fail.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/suggest.cmake")

# Makes the deployment known to the whole build. A name, and a directory on a host, can belong to one deployment only.
function(_slipway_register_deployment function deployment)
  get_property(deployments GLOBAL PROPERTY _SLIPWAY_DEPLOYMENTS)
  if(deployment IN_LIST deployments)
    _slipway_fail("${function}" "each deployment's name once" "a second `${deployment}`" "choose another name for one of them")
  endif()

  cmake_path(SET place NORMALIZE "${arg_DIRECTORY}/")
  foreach(other IN LISTS deployments)
    get_property(other_host GLOBAL PROPERTY _SLIPWAY_HOST_${other})
    get_property(other_place GLOBAL PROPERTY _SLIPWAY_PLACE_${other})
    if(other_host STREQUAL arg_HOST AND other_place STREQUAL place)
      _slipway_fail("${function}: ${source_DIRECTORY}"
        "a directory that belongs to one deployment alone"
        "${arg_DIRECTORY} on ${arg_HOST}, which is that of the deployment `${other}`"
        "give one of them another directory")
    endif()
  endforeach()

  set_property(GLOBAL APPEND PROPERTY _SLIPWAY_DEPLOYMENTS ${deployment})
  set_property(GLOBAL PROPERTY _SLIPWAY_HOST_${deployment} "${arg_HOST}")
  set_property(GLOBAL PROPERTY _SLIPWAY_PLACE_${deployment} "${place}")

  # Smoke tests may be declared before their deployment and in another directory; they read these through generator
  # expressions.
  add_library(Slipway::deployment::${deployment} INTERFACE IMPORTED GLOBAL)
  foreach(keyword IN ITEMS HOST ENVIRONMENT DIRECTORY SSH_CONFIG)
    # A test's environment is a list.
    string(REPLACE ";" "\\;" value "${arg_${keyword}}")
    set_property(TARGET Slipway::deployment::${deployment} PROPERTY SLIPWAY_${keyword} "${value}")
  endforeach()
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
    "the name of a deployment" "`${deployment}`, which no slipway_add_deployment() declares" "${suggestion}")
endfunction()
