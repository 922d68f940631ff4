include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/fail.cmake")

# Sets `out` to the names of the targets that each deployment has.
function(_slipway_target_names out)
  set(${out} deploy deploy-full deploy-incremental deploy-cached deploy-plan deploy-lint deploy-status deploy-history deploy-logs deploy-doctor deploy-report deploy-rollback
    deploy-attach deploy-cancel deploy-prune PARENT_SCOPE)
endfunction()

# Sets `out` to the helper's arguments for the target `name`: a strategy forces that strategy, every other target is
# named after the helper's own command.
function(_slipway_target_arguments out name settings_file)
  if(name MATCHES "^deploy-(full|incremental|cached)$")
    set(${out} deploy --settings "${settings_file}" --strategy ${CMAKE_MATCH_1} PARENT_SCOPE)
  else()
    string(REGEX REPLACE "^deploy-" "" command "${name}")
    set(arguments ${command} --settings "${settings_file}")
    if(name STREQUAL "deploy-report")
      list(APPEND arguments --output "${CMAKE_BINARY_DIR}/deployments.html")
    endif()
    set(${out} "${arguments}" PARENT_SCOPE)
  endif()
endfunction()

# `deploy-<deployment>` and the plain `deploy-full` would be one name if a deployment were called `full`.
function(_slipway_refuse_reserved_name function deployment)
  _slipway_target_names(names)
  if("deploy-${deployment}" IN_LIST names)
    _slipway_fail("${function}"
      "a name that is not the end of a target's name" "`${deployment}`: there is a target deploy-${deployment} already"
      "choose another name for the deployment")
  endif()
endfunction()

# Creates the targets of one deployment. They only ever run the helper, on the terminal, so that its output streams
# and Ctrl-C reaches it. Those that deploy first build the targets in ARGN.
function(_slipway_create_targets function deployment prefix helper settings_file)
  _slipway_target_names(names)
  foreach(name IN LISTS names)
    set(target "${prefix}${name}-${deployment}")
    _slipway_refuse_taken_target("${function}" "${target}")
    _slipway_target_arguments(arguments ${name} "${settings_file}")
    add_custom_target(${target} COMMAND "${helper}" ${arguments} COMMENT "${name}: ${deployment}" USES_TERMINAL VERBATIM)
    if(ARGN AND name MATCHES "^deploy(-full|-incremental|-cached)?$")
      add_dependencies(${target} ${ARGN})
    endif()
  endforeach()
endfunction()

# Creates the plain target `target` of a command that deploys, for deployments side by side: each in a job of the pool
# `slipway_deployments`, whose size is SLIPWAY_PARALLEL_DEPLOYMENTS. Only one job at a time can have the terminal, so Ninja
# shows what each has said when it has ended; every line bears the deployment's name.
function(_slipway_create_parallel_target target helper deployments name)
  get_property(pools GLOBAL PROPERTY JOB_POOLS)
  if(NOT pools MATCHES "slipway_deployments=")
    set_property(GLOBAL APPEND PROPERTY JOB_POOLS slipway_deployments=${SLIPWAY_PARALLEL_DEPLOYMENTS})
  endif()
  add_custom_target(${target})
  foreach(deployment IN LISTS deployments)
    get_property(directory GLOBAL PROPERTY _SLIPWAY_DIRECTORY_${deployment})
    _slipway_target_arguments(arguments ${name} "${directory}/settings.json")
    set(job "_${target}-beside-others-${deployment}")
    add_custom_target(${job} COMMAND "${helper}" ${arguments} --label "${deployment}"
      COMMENT "${name}: ${deployment}" JOB_POOL slipway_deployments VERBATIM)
    get_property(depends GLOBAL PROPERTY _SLIPWAY_DEPENDS_${deployment})
    if(depends)
      add_dependencies(${job} ${depends})
    endif()
    add_dependencies(${target} ${job})
  endforeach()
endfunction()

# Creates the targets without a deployment's name, which run all `deployments` one after the other, in the order of
# their declaration. Written as commands of one target, because dependencies of a target are built in any order.
function(_slipway_create_plain_targets prefix helper deployments)
  list(JOIN deployments ", " all)
  _slipway_target_names(names)
  foreach(name IN LISTS names)
    set(target "${prefix}${name}")
    _slipway_refuse_taken_target("slipway_add_deployment" "${target}")
    list(LENGTH deployments count)
    if(count GREATER 1 AND SLIPWAY_PARALLEL_DEPLOYMENTS GREATER 1 AND name MATCHES "^deploy(-full|-incremental|-cached)?$")
      _slipway_create_parallel_target(${target} "${helper}" "${deployments}" ${name})
      continue()
    endif()
    set(commands "")
    set(dependencies "")
    foreach(deployment IN LISTS deployments)
      get_property(directory GLOBAL PROPERTY _SLIPWAY_DIRECTORY_${deployment})
      _slipway_target_arguments(arguments ${name} "${directory}/settings.json")
      # One page shows all deployments.
      if(NOT name STREQUAL "deploy-report" OR commands STREQUAL "")
        list(APPEND commands COMMAND "${helper}" ${arguments})
      endif()
      get_property(depends GLOBAL PROPERTY _SLIPWAY_DEPENDS_${deployment})
      list(APPEND dependencies ${depends})
    endforeach()
    add_custom_target(${target} ${commands} COMMENT "${name}: ${all}" USES_TERMINAL VERBATIM)
    if(dependencies AND name MATCHES "^deploy(-full|-incremental|-cached)?$")
      add_dependencies(${target} ${dependencies})
    endif()
  endforeach()
endfunction()

function(_slipway_refuse_taken_target function target)
  if(TARGET ${target})
    _slipway_fail("${function}: the target `${target}`"
      "a target name that is free" "the project has a target `${target}` of its own"
      "give this deployment  TARGET_PREFIX slipway-  or set the variable SLIPWAY_TARGET_PREFIX,\nwhich makes it slipway-${target}; or rename the other target")
  endif()
endfunction()
