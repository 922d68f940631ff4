include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/arguments.cmake")

# Sets the keywords of slipway_add_deployment() in the caller's scope, by kind, and the lists
#   project_keywords   that describe the project, not where it goes: they have no SLIPWAY_<KEYWORD> default. ROOT is one of them also
#                      because find_package() reads SLIPWAY_ROOT as a place to search.
#   verbatim_keywords  whose values may look like a keyword; a misspelt one is noticed later, as an unknown target or service
#   command_keywords   whose values are the words of a command
#   repeated_keywords  that may be given several times, each time with the words of one command
macro(_slipway_deployment_keywords)
  set(options REPLACE_DEFAULT_RULES)
  set(one_value
    HOST DIRECTORY ENVIRONMENT PROJECT_NAME ROOT CACHE_BUST_ARG PLATFORM BUILDER BUILD_ON BUILD_JOBS SHIP REGISTRY REGISTRY_PROGRAM
    HEALTH_TIMEOUT SETTLE PROBATION RECOVER_AT_BOOT BEFORE_SWITCH_TIMEOUT
    CONFIRM_FROM_CLIENT CONFIRM_TIMEOUT KEEP_RELEASES ALLOW_DIVERGED SSH_CONFIG DOCKERFILE_RULE
    MOUNTED_SOURCES UPDATE_ORDER TARGET_PREFIX)
  set(multi_value
    COMPOSE_FILES ENV_FILES SECRET_FILES SECRET_COMMAND SERVICES FULL_WHEN INCREMENTAL_WHEN CACHED_WHEN BUILD_ARGS SILENCE DEPENDS
    BEFORE_SWITCH BEFORE_DEPLOY AFTER_DEPLOY ON_FAILURE)
  set(project_keywords ROOT SECRET_COMMAND DEPENDS)
  set(verbatim_keywords SERVICES BEFORE_SWITCH DEPENDS)
  set(command_keywords SECRET_COMMAND BEFORE_DEPLOY AFTER_DEPLOY ON_FAILURE)
  set(repeated_keywords SECRET_COMMAND)
endmacro()

# Sets the value of each keyword that has one when neither the call nor a SLIPWAY_<KEYWORD> variable gives one.
macro(_slipway_deployment_defaults)
  set(default_ENVIRONMENT default)
  set(default_CACHE_BUST_ARG CACHEBUST)
  set(default_BUILDER auto)
  set(default_BUILD_ON host)
  set(default_SHIP all)
  set(default_HEALTH_TIMEOUT 120)
  set(default_RECOVER_AT_BOOT OFF)
  set(default_BEFORE_SWITCH_TIMEOUT 600)
  set(default_CONFIRM_FROM_CLIENT OFF)
  set(default_CONFIRM_TIMEOUT 120)
  set(default_KEEP_RELEASES 5)
  set(default_ALLOW_DIVERGED OFF)
  set(default_DOCKERFILE_RULE strict)
  set(default_MOUNTED_SOURCES rebuild)
  set(default_UPDATE_ORDER auto)
endmacro()

# Fills in what the call left out: first from the variables SLIPWAY_<deployment>_<KEYWORD> and SLIPWAY_<KEYWORD> that presets set,
# then from the defaults. `NONE` stands for the default, whatever the variables say. A value of a variable sets
# `_slipway_prefix_<KEYWORD>` to what its name has before the keyword, for messages.
function(_slipway_apply_defaults function deployment)
  _slipway_deployment_keywords()
  _slipway_deployment_defaults()
  # CMake warns of variables of a command line that nobody has read.
  set(read "${SLIPWAY_ROOT}${SLIPWAY_DEPENDS}${SLIPWAY_EXECUTABLE}${SLIPWAY_HELPER_BINARY_DIR}${SLIPWAY_HELPER_CMAKE_ARGS}")
  foreach(keyword IN LISTS multi_value)
    set(default_${keyword} "[]")
  endforeach()
  foreach(keyword IN LISTS options one_value multi_value)
    if(NOT "${arg_${keyword}}" STREQUAL "")
      # A variable that a keyword hides is not read, so that CMake names it.
      set(value "${arg_${keyword}}")
    elseif("${SLIPWAY_${deployment}_${keyword}}${SLIPWAY_${keyword}}" STREQUAL "")
      # Most keywords have no value anywhere.
      set(arg_${keyword} "${default_${keyword}}" PARENT_SCOPE)
      continue()
    else()
      set(value "")
      set(prefix SLIPWAY_${deployment}_)
      if("${${prefix}${keyword}}" STREQUAL "")
        set(prefix SLIPWAY_)
      endif()
      set(variable ${prefix}${keyword})
      if(NOT "${${variable}}" STREQUAL "" AND NOT keyword IN_LIST project_keywords)
        set(_slipway_prefix_${keyword} "${prefix}" PARENT_SCOPE)
        if(keyword IN_LIST multi_value)
          if("" IN_LIST ${variable} AND NOT keyword IN_LIST command_keywords)
            _slipway_fail_empty("${function}" "${variable}" "`${${variable}}` has an empty element")
          endif()
          _slipway_json_from_list(value ${variable})
        else()
          set(value "${${variable}}")
        endif()
      endif()
    endif()
    if("${value}" MATCHES "^(NONE|\\[\"NONE\"\])?$")
      set(value "${default_${keyword}}")
    endif()
    set(arg_${keyword} "${value}" PARENT_SCOPE)
  endforeach()
endfunction()
