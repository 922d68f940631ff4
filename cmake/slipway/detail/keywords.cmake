include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/arguments.cmake")

# Sets the keywords of slipway_add_deployment() in the caller's scope, by kind, and the lists
#   project_keywords   that describe the project, not where it is deployed: they have no SLIPWAY_<KEYWORD> default. ROOT is also one of them
#                      because find_package() reads SLIPWAY_ROOT as a place to search.
#   verbatim_keywords  whose values may look like a keyword; a misspelt one is noticed later, as an unknown target or service
#   command_keywords   whose values are the words of a command
#   repeated_keywords  that may be given several times, each time with the words of one command
#   none_options       that may be followed by NONE
macro(_slipway_deployment_keywords)
  set(options REPLACE_DEFAULT_RULES)
  set(one_value
    HOST DIRECTORY HOSTS_FILE SOAK ON_WAVE_FAILURE UNREACHABLE PARALLEL ENVIRONMENT PROJECT_NAME ROOT CACHE_BUST_ARG PLATFORM BUILDER BUILD_ON BUILD_JOBS SHIP REGISTRY REGISTRY_PROGRAM
    HEALTH_TIMEOUT SETTLE PROBATION RECOVER_AT_BOOT BEFORE_SWITCH_TIMEOUT
    CONFIRM_FROM_CLIENT CONFIRM_TIMEOUT KEEP_RELEASES ALLOW_DIVERGED SSH_CONFIG DOCKERFILE_RULE
    MOUNTED_SOURCES UPDATE_ORDER ENGINE TARGET_PREFIX)
  set(multi_value
    HOSTS NODES WAVES COMPOSE_FILES ENV_FILES SECRET_FILES SECRET_COMMAND SERVICES FULL_WHEN INCREMENTAL_WHEN CACHED_WHEN BUILD_ARGS SILENCE DEPENDS
    BEFORE_SWITCH BEFORE_DEPLOY AFTER_DEPLOY ON_FAILURE)
  set(project_keywords ROOT SECRET_COMMAND DEPENDS)
  set(verbatim_keywords SERVICES BEFORE_SWITCH DEPENDS)
  set(command_keywords SECRET_COMMAND BEFORE_DEPLOY AFTER_DEPLOY ON_FAILURE)
  set(repeated_keywords SECRET_COMMAND)
  set(none_options REPLACE_DEFAULT_RULES)
endmacro()

# Sets `with_default` to the keywords that have a value of their own when neither the call nor a SLIPWAY_<KEYWORD> variable gives one,
# and that value as _slipway_default_<KEYWORD>.
macro(_slipway_deployment_defaults)
  set(with_default
    ENVIRONMENT CACHE_BUST_ARG BUILDER BUILD_ON SHIP HEALTH_TIMEOUT RECOVER_AT_BOOT BEFORE_SWITCH_TIMEOUT CONFIRM_FROM_CLIENT
    CONFIRM_TIMEOUT KEEP_RELEASES ALLOW_DIVERGED DOCKERFILE_RULE MOUNTED_SOURCES UPDATE_ORDER ENGINE ON_WAVE_FAILURE UNREACHABLE PARALLEL)
  set(_slipway_default_ENVIRONMENT default)
  set(_slipway_default_CACHE_BUST_ARG CACHEBUST)
  set(_slipway_default_BUILDER auto)
  set(_slipway_default_BUILD_ON host)
  set(_slipway_default_SHIP all)
  set(_slipway_default_HEALTH_TIMEOUT 120)
  set(_slipway_default_RECOVER_AT_BOOT OFF)
  set(_slipway_default_BEFORE_SWITCH_TIMEOUT 600)
  set(_slipway_default_CONFIRM_FROM_CLIENT OFF)
  set(_slipway_default_CONFIRM_TIMEOUT 120)
  set(_slipway_default_KEEP_RELEASES 5)
  set(_slipway_default_ALLOW_DIVERGED OFF)
  set(_slipway_default_DOCKERFILE_RULE strict)
  set(_slipway_default_MOUNTED_SOURCES rebuild)
  set(_slipway_default_UPDATE_ORDER auto)
  set(_slipway_default_ENGINE compose)
  set(_slipway_default_ON_WAVE_FAILURE stop)
  set(_slipway_default_UNREACHABLE fail)
  set(_slipway_default_PARALLEL 8)
endmacro()

# Fills in what the call left out: first from the variables SLIPWAY_<deployment>_<KEYWORD> and SLIPWAY_<KEYWORD> that presets set,
# then from the defaults. `NONE` stands for the default, whatever the variables say. Sets `_slipway_prefix_<KEYWORD>`, for messages:
# what the name of the variable that gave the value has before the keyword, or "".
function(_slipway_apply_defaults function deployment)
  _slipway_deployment_keywords()
  _slipway_deployment_defaults()
  foreach(keyword IN LISTS options one_value multi_value)
    set(_slipway_prefix_${keyword} "" PARENT_SCOPE)
    set(value "${arg_${keyword}}")
    # If the call gives a keyword, its variable is not read, so that CMake warns of it. Most keywords have no value anywhere.
    if(value STREQUAL "" AND (DEFINED SLIPWAY_${keyword} OR DEFINED SLIPWAY_${deployment}_${keyword}))
      _slipway_value_of_variable(value prefix "${function}" "${deployment}" ${keyword})
      set(_slipway_prefix_${keyword} "${prefix}" PARENT_SCOPE)
    endif()
    if(NOT value MATCHES "^(NONE|\\[\"NONE\"\])?$")
      set(arg_${keyword} "${value}" PARENT_SCOPE)
    elseif(keyword IN_LIST with_default)
      set(arg_${keyword} "${_slipway_default_${keyword}}" PARENT_SCOPE)
    elseif(keyword IN_LIST multi_value)
      set(arg_${keyword} "[]" PARENT_SCOPE)
    else()
      set(arg_${keyword} "" PARENT_SCOPE)
    endif()
  endforeach()
endfunction()

# Sets `out` to the value that a variable gives the keyword, and `prefix` to what the variable's name has before it; both to "" if none
# does.
function(_slipway_value_of_variable out prefix function deployment keyword)
  set(value "")
  set(found "")
  foreach(candidate IN ITEMS SLIPWAY_${deployment}_ SLIPWAY_)
    set(variable ${candidate}${keyword})
    if(NOT DEFINED ${variable})
      continue()
    endif()
    # CMake warns of command-line variables that nothing has read.
    set(text "${${variable}}")
    if(text STREQUAL "" OR keyword IN_LIST project_keywords OR NOT found STREQUAL "")
      continue()
    endif()
    set(found ${candidate})
    set(value "${text}")
    if(keyword IN_LIST multi_value)
      if("" IN_LIST ${variable} AND NOT keyword IN_LIST command_keywords)
        _slipway_fail_empty("${function}" "${variable}" "`${text}` has an empty element")
      endif()
      _slipway_json_from_list(value ${variable})
    endif()
  endforeach()
  set(${out} "${value}" PARENT_SCOPE)
  set(${prefix} "${found}" PARENT_SCOPE)
endfunction()
