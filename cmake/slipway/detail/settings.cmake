include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/fleet.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/json.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/keywords.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/validate.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/version.cmake")

# Sets `problem` to "", or to the message that no host is named: without a preset, only the program is built.
function(_slipway_missing_place problem function)
  set(${problem} "" PARENT_SCOPE)
  foreach(required IN ITEMS HOST DIRECTORY)
    if(NOT fleet_names STREQUAL "" AND (required STREQUAL "HOST" OR NOT fleet_hosts MATCHES "\"directory\": \"\""))
      continue()
    endif()
    if(arg_${required} STREQUAL "")
      _slipway_error_text(text "${function}"
        "${required} is missing" "the call does not give it, and the variable SLIPWAY_${required} is not set"
        "configure with a preset that sets it (cmake --list-presets),\nadd  ${required} <value>  here, or  \"SLIPWAY_${required}\": \"<value>\"  to the preset's cacheVariables")
      set(${problem} "${text}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# Checks the values in arg_<KEYWORD>. The helper checks what only it can know (whether a compose file exists in the commit,
# which warnings there are).
function(_slipway_validate_settings function)
  if(NOT arg_HOST STREQUAL "")
    _slipway_validate_host("${function}: ${_slipway_prefix_HOST}HOST" "${arg_HOST}")
  endif()
  if(NOT arg_DIRECTORY STREQUAL "")
    _slipway_validate_directory("${function}: ${_slipway_prefix_DIRECTORY}DIRECTORY" "${arg_DIRECTORY}")
  endif()
  _slipway_validate_fleet("${function}")
  _slipway_validate_name("${function}: ${_slipway_prefix_ENVIRONMENT}ENVIRONMENT" "${arg_ENVIRONMENT}")
  _slipway_validate_number("${function}: ${_slipway_prefix_HEALTH_TIMEOUT}HEALTH_TIMEOUT" "${arg_HEALTH_TIMEOUT}" "seconds")
  _slipway_validate_number("${function}: ${_slipway_prefix_BEFORE_SWITCH_TIMEOUT}BEFORE_SWITCH_TIMEOUT" "${arg_BEFORE_SWITCH_TIMEOUT}" "seconds")
  foreach(keyword IN ITEMS RECOVER_AT_BOOT CONFIRM_FROM_CLIENT ALLOW_DIVERGED REPLACE_DEFAULT_RULES)
    _slipway_validate_boolean("${function}: ${_slipway_prefix_${keyword}}${keyword}" "${arg_${keyword}}")
  endforeach()
  _slipway_validate_number("${function}: ${_slipway_prefix_CONFIRM_TIMEOUT}CONFIRM_TIMEOUT" "${arg_CONFIRM_TIMEOUT}" "seconds")
  _slipway_validate_number("${function}: ${_slipway_prefix_KEEP_RELEASES}KEEP_RELEASES" "${arg_KEEP_RELEASES}" "releases")
  if(NOT arg_SETTLE STREQUAL "")
    _slipway_validate_number("${function}: ${_slipway_prefix_SETTLE}SETTLE" "${arg_SETTLE}" "seconds")
    if(NOT arg_SETTLE LESS arg_HEALTH_TIMEOUT)
      _slipway_fail("${function}: ${_slipway_prefix_SETTLE}SETTLE" "SETTLE is not less than HEALTH_TIMEOUT" "SETTLE is ${arg_SETTLE} s and HEALTH_TIMEOUT ${arg_HEALTH_TIMEOUT} s, so no service would be healthy in time"
        "lower SETTLE, or raise HEALTH_TIMEOUT")
    endif()
  endif()
  if(NOT arg_PROBATION STREQUAL "")
    _slipway_validate_number("${function}: ${_slipway_prefix_PROBATION}PROBATION" "${arg_PROBATION}" "seconds")
  endif()
  if(NOT arg_PROJECT_NAME MATCHES "^([a-z0-9][a-z0-9_-]*)?$")
    _slipway_fail("${function}: ${_slipway_prefix_PROJECT_NAME}PROJECT_NAME" "`${arg_PROJECT_NAME}` is not the name of a compose project"
      "such a name has lower-case letters, digits, - and _, and starts with a letter or digit" "write for example  PROJECT_NAME app-staging")
  endif()
  _slipway_validate_choice("${function}: ${_slipway_prefix_BUILDER}BUILDER" "${arg_BUILDER}" auto buildkit classic)
  _slipway_validate_choice("${function}: ${_slipway_prefix_BUILD_ON}BUILD_ON" "${arg_BUILD_ON}" host here)
  _slipway_validate_choice("${function}: ${_slipway_prefix_SHIP}SHIP" "${arg_SHIP}" minimal all)
  if(arg_SHIP STREQUAL "minimal" AND NOT arg_BUILD_ON STREQUAL "here")
    _slipway_fail("${function}: ${_slipway_prefix_SHIP}SHIP" "SHIP minimal needs BUILD_ON here" "with BUILD_ON ${arg_BUILD_ON} the host builds from all files"
      "write  BUILD_ON here, or  SHIP all")
  endif()
  if(NOT arg_BUILD_JOBS STREQUAL "")
    _slipway_validate_number("${function}: ${_slipway_prefix_BUILD_JOBS}BUILD_JOBS" "${arg_BUILD_JOBS}" "images built at once")
  endif()
  if(NOT arg_REGISTRY MATCHES "^([A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?(/[a-z0-9][a-z0-9._/-]*)?)?$")
    _slipway_fail("${function}: ${_slipway_prefix_REGISTRY}REGISTRY" "`${arg_REGISTRY}` is not the address of a registry as docker writes it" ""
      "write for example  REGISTRY registry.example.org:5000/team")
  endif()
  if(NOT arg_REGISTRY STREQUAL "" AND NOT arg_BUILD_ON STREQUAL "here" AND NOT arg_ENGINE STREQUAL "swarm")
    _slipway_fail("${function}: ${_slipway_prefix_REGISTRY}REGISTRY" "REGISTRY needs BUILD_ON here or ENGINE swarm"
      "with BUILD_ON ${arg_BUILD_ON} and ENGINE ${arg_ENGINE} no image is sent"
      "write  BUILD_ON here  or  ENGINE swarm, or leave REGISTRY out")
  endif()
  if(NOT arg_REGISTRY_PROGRAM STREQUAL "" AND NOT arg_BUILD_ON STREQUAL "here")
    _slipway_fail("${function}: ${_slipway_prefix_REGISTRY_PROGRAM}REGISTRY_PROGRAM" "REGISTRY_PROGRAM needs BUILD_ON here" "with BUILD_ON ${arg_BUILD_ON} no image is sent from this machine"
      "write  BUILD_ON here, or leave REGISTRY_PROGRAM out")
  endif()
  _slipway_validate_choice("${function}: ${_slipway_prefix_DOCKERFILE_RULE}DOCKERFILE_RULE" "${arg_DOCKERFILE_RULE}" strict precise)
  _slipway_validate_choice("${function}: ${_slipway_prefix_MOUNTED_SOURCES}MOUNTED_SOURCES" "${arg_MOUNTED_SOURCES}" rebuild sync)
  _slipway_validate_engine("${function}")
  _slipway_validate_choice("${function}: ${_slipway_prefix_UPDATE_ORDER}UPDATE_ORDER" "${arg_UPDATE_ORDER}" auto stop-first start-first)
  if(NOT arg_CACHE_BUST_ARG MATCHES "^[A-Za-z_][A-Za-z0-9_]*$")
    _slipway_fail("${function}: ${_slipway_prefix_CACHE_BUST_ARG}CACHE_BUST_ARG" "`${arg_CACHE_BUST_ARG}` is not the name of an ARG in a Dockerfile" ""
      "write for example  CACHE_BUST_ARG CACHEBUST")
  endif()
  if(NOT arg_PLATFORM STREQUAL "")
    _slipway_validate_platform("${function}: ${_slipway_prefix_PLATFORM}PLATFORM" "${arg_PLATFORM}")
  endif()
  if(NOT arg_TARGET_PREFIX MATCHES "^[A-Za-z0-9_.+-]*$")
    _slipway_fail("${function}: ${_slipway_prefix_TARGET_PREFIX}TARGET_PREFIX" "`${arg_TARGET_PREFIX}` cannot begin the name of a target" "target names have letters, digits, `_`, `.`, `+` and `-`"
      "write for example  TARGET_PREFIX slipway-")
  endif()
endfunction()

# ENGINE and NODES, and what a swarm does not do.
function(_slipway_validate_engine function)
  _slipway_validate_choice("${function}: ${_slipway_prefix_ENGINE}ENGINE" "${arg_ENGINE}" compose swarm)
  string(JSON count LENGTH "${arg_NODES}")
  if(arg_ENGINE STREQUAL "compose")
    if(count GREATER 0)
      _slipway_fail("${function}: ${_slipway_prefix_NODES}NODES" "NODES needs ENGINE swarm" "compose runs an application on one host"
        "write  ENGINE swarm, or leave NODES out; for the same application on several hosts:  HOSTS")
    endif()
    return()
  endif()
  set(index 0)
  while(index LESS count)
    string(JSON node GET "${arg_NODES}" ${index})
    math(EXPR index "${index} + 1")
    _slipway_validate_host("${function}: ${_slipway_prefix_NODES}NODES" "${node}")
  endwhile()
  if(NOT fleet_names STREQUAL "")
    _slipway_fail("${function}: ${_slipway_prefix_ENGINE}ENGINE" "HOSTS does not work with ENGINE swarm" "HOST is the manager of one swarm, which distributes the services"
      "write  HOST <manager> NODES <other nodes>")
  endif()
  foreach(keyword IN ITEMS BEFORE_SWITCH PROBATION)
    if(NOT arg_${keyword} MATCHES "^0?$" AND NOT arg_${keyword} STREQUAL "[]")
      _slipway_fail("${function}: ${_slipway_prefix_${keyword}}${keyword}" "${keyword} does not work with ENGINE swarm" "" "leave ${keyword} out")
    endif()
  endforeach()
endfunction()

# Sets `problem` to "", or to the message that ROOT does not exist: an archive of the sources may leave it out.
function(_slipway_missing_root problem function)
  set(${problem} "" PARENT_SCOPE)
  if(NOT arg_ROOT STREQUAL "" AND NOT IS_DIRECTORY "${arg_ROOT}")
    cmake_path(RELATIVE_PATH arg_ROOT BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" OUTPUT_VARIABLE shown)
    _slipway_error_text(text "${function}: ROOT" "the directory `${shown}` does not exist" ""
      "give the directory to deploy, absolute or relative to that of the CMakeLists.txt that declares the deployment")
    set(${problem} "${text}" PARENT_SCOPE)
  endif()
endfunction()

# Sets `out` to the text of settings.json without the artifacts and the smoke tests, which are only known when the whole project has been read.
# _slipway_settings_text() adds them.
function(_slipway_settings_head out function deployment)
  if(arg_REPLACE_DEFAULT_RULES)
    set(replace_default_rules true)
  else()
    set(replace_default_rules false)
  endif()
  if(arg_CONFIRM_FROM_CLIENT)
    set(confirm_from_client true)
  else()
    set(confirm_from_client false)
  endif()
  if(arg_RECOVER_AT_BOOT)
    set(recover_at_boot true)
  else()
    set(recover_at_boot false)
  endif()
  if(arg_ALLOW_DIVERGED)
    set(allow_diverged true)
  else()
    set(allow_diverged false)
  endif()
  set(build_jobs 0)
  if(NOT arg_BUILD_JOBS STREQUAL "")
    set(build_jobs "${arg_BUILD_JOBS}")
  endif()
  set(settle 5)
  if(NOT arg_SETTLE STREQUAL "")
    set(settle "${arg_SETTLE}")
  endif()
  set(probation 0)
  if(NOT arg_PROBATION STREQUAL "")
    set(probation "${arg_PROBATION}")
  endif()
  _slipway_build_args_object(build_args "${function}: ${_slipway_prefix_BUILD_ARGS}BUILD_ARGS" "${arg_BUILD_ARGS}")

  _slipway_secret_commands_array(secret_commands "${function}: SECRET_COMMAND" "${arg_SECRET_COMMAND}"
    "${arg_ENV_FILES}" "${arg_SECRET_FILES}")

  set(ctest_command "")
  if(CMAKE_CTEST_COMMAND)
    set(ctest_command "${CMAKE_CTEST_COMMAND}")
  endif()
  _slipway_fleet_member(fleet)
  _slipway_required_members(schema requires)
  _slipway_configuration(configuration)
  _slipway_module_version(module_version)
  # Most values have nothing to escape.
  foreach(variable IN ITEMS
    deployment arg_ENVIRONMENT arg_HOST arg_DIRECTORY CMAKE_CURRENT_SOURCE_DIR arg_PROJECT_NAME arg_ROOT arg_CACHE_BUST_ARG
    arg_PLATFORM arg_BUILDER arg_BUILD_ON arg_SHIP arg_REGISTRY arg_REGISTRY_PROGRAM arg_SSH_CONFIG arg_DOCKERFILE_RULE
    arg_MOUNTED_SOURCES arg_UPDATE_ORDER arg_ENGINE CMAKE_BINARY_DIR CMAKE_SOURCE_DIR CMAKE_COMMAND ctest_command configuration
    module_version)
    if(NOT "${${variable}}" MATCHES "^[] !#-[^-~]*$")
      _slipway_json_escape(${variable} "${${variable}}")
    endif()
  endforeach()
  # The last members before `smoke_tests`: what the helper needs to bring this build up to date, and to run its tests.
  string(CONFIGURE [[
{
  "schema": @schema@,@requires@
  "deployment": "@deployment@",
  "environment": "@arg_ENVIRONMENT@",
  "host": "@arg_HOST@",
  "directory": "@arg_DIRECTORY@",@fleet@
  "source_dir": "@CMAKE_CURRENT_SOURCE_DIR@",
  "project_name": "@arg_PROJECT_NAME@",
  "root": "@arg_ROOT@",
  "compose_files": @arg_COMPOSE_FILES@,
  "env_files": @arg_ENV_FILES@,
  "secret_files": @arg_SECRET_FILES@,
  "secret_commands": @secret_commands@,
  "services": @arg_SERVICES@,
  "full_when": @arg_FULL_WHEN@,
  "incremental_when": @arg_INCREMENTAL_WHEN@,
  "cached_when": @arg_CACHED_WHEN@,
  "replace_default_rules": @replace_default_rules@,
  "build_args": @build_args@,
  "cache_bust_arg": "@arg_CACHE_BUST_ARG@",
  "platform": "@arg_PLATFORM@",
  "builder": "@arg_BUILDER@",
  "build_on": "@arg_BUILD_ON@",
  "build_jobs": @build_jobs@,
  "ship": "@arg_SHIP@",
  "registry": "@arg_REGISTRY@",
  "registry_program": "@arg_REGISTRY_PROGRAM@",
  "health_timeout": @arg_HEALTH_TIMEOUT@,
  "settle": @settle@,
  "probation": @probation@,
  "recover_at_boot": @recover_at_boot@,
  "confirm_from_client": @confirm_from_client@,
  "confirm_timeout": @arg_CONFIRM_TIMEOUT@,
  "keep_releases": @arg_KEEP_RELEASES@,
  "allow_diverged": @allow_diverged@,
  "ssh_config": "@arg_SSH_CONFIG@",
  "dockerfile_rule": "@arg_DOCKERFILE_RULE@",
  "mounted_sources": "@arg_MOUNTED_SOURCES@",
  "update_order": "@arg_UPDATE_ORDER@",
  "engine": "@arg_ENGINE@",
  "nodes": @arg_NODES@,
  "silence": @arg_SILENCE@,
  "before_switch": @arg_BEFORE_SWITCH@,
  "before_switch_timeout": @arg_BEFORE_SWITCH_TIMEOUT@,
  "before_deploy": @arg_BEFORE_DEPLOY@,
  "after_deploy": @arg_AFTER_DEPLOY@,
  "on_failure": @arg_ON_FAILURE@,
  "build_dir": "@CMAKE_BINARY_DIR@",
  "project_dir": "@CMAKE_SOURCE_DIR@",
  "cmake_command": "@CMAKE_COMMAND@",
  "ctest_command": "@ctest_command@",
  "configuration": "@configuration@",
  "module_version": "@module_version@"]] text @ONLY)
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

# A helper skips members that it does not know. Some say where or how to deploy, so that a helper without them would deploy something else:
# `requires` names those that this deployment has, and its schema is 2, which helpers that do not read `requires` refuse.
# Sets `requires` to the member's line, or to "".
function(_slipway_required_members schema requires)
  set(members "")
  if(NOT arg_ENGINE STREQUAL "compose")
    list(APPEND members "\"engine\"")
  endif()
  if(NOT fleet STREQUAL "")
    list(APPEND members "\"fleet\"")
  endif()
  if(NOT arg_BEFORE_SWITCH STREQUAL "[]")
    list(APPEND members "\"before_switch\"")
  endif()
  set(${schema} 1 PARENT_SCOPE)
  set(${requires} "" PARENT_SCOPE)
  if(NOT members STREQUAL "")
    list(JOIN members ", " members)
    set(${schema} 2 PARENT_SCOPE)
    set(${requires} "\n  \"requires\": [${members}]," PARENT_SCOPE)
  endif()
endfunction()

# Sets `out` to the configuration to build and test if none is named; "" with a generator that has only one.
function(_slipway_configuration out)
  set(${out} "" PARENT_SCOPE)
  get_property(multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(multi)
    list(GET CMAKE_CONFIGURATION_TYPES 0 configuration)
    if(CMAKE_DEFAULT_BUILD_TYPE)
      set(configuration "${CMAKE_DEFAULT_BUILD_TYPE}")
    endif()
    set(${out} "${configuration}" PARENT_SCOPE)
  endif()
endfunction()

# Sets `out` to the whole text of settings.json. `host_tests` begins with a comma, or is empty.
function(_slipway_settings_text out head smoke_tests host_tests)
  set(${out} "${head},\n  \"smoke_tests\": ${smoke_tests}${host_tests}\n}\n" PARENT_SCOPE)
endfunction()

# Makes sure that `file` has the settings in `head`, for the plan. A plan does not need tests:
# if only they are missing, the file of the last configure run stays as it is.
function(_slipway_write_settings_head file head)
  set(existing "")
  if(EXISTS "${file}")
    file(READ "${file}" existing)
  endif()
  string(FIND "${existing}" "${head},\n  \"smoke_tests\": " position)
  if(NOT position EQUAL 0)
    _slipway_settings_text(text "${head}" "[]" "")
    file(WRITE "${file}" "${text}")
  endif()
endfunction()

# Writes `text` to `file` unless the file has it already.
function(_slipway_write_if_different file text)
  set(existing "")
  if(EXISTS "${file}")
    file(READ "${file}" existing)
  endif()
  if(NOT existing STREQUAL text)
    file(WRITE "${file}" "${text}")
  endif()
endfunction()
