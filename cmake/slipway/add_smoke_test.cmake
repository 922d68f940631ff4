include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/detail/arguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/finish.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/problem.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/validate.cmake")

#[====[.rst:
slipway_add_smoke_test
----------------------

Adds a check of the deployed application: a CTest test that ``slipway ship`` and a workflow preset run after deploying.

.. code-block:: cmake

  slipway_add_smoke_test(<deployment>
    NAME <name>
    COMMAND <program> [<argument>...]
    [TIMEOUT <seconds>]
    [LABELS <label>...])

The test is called ``<deployment>.<name>`` and has the label ``smoke``, so ``ctest -L smoke`` runs all of them. The
deployment may be declared before or after it, in any directory of the build. A deployment with several hosts (``HOSTS``) has to be
declared before it, and has one test for each host: ``<deployment>.<host>.<name>``.

``NAME <name>``
  The test's name: letters, digits, ``-``, ``_`` and ``.``. Required.

``COMMAND <program> [<argument>...]``
  The command to run on the machine that deploys, in the current source directory, without a shell. After the word ``--``
  everything up to the end of the call belongs to it. Exit status 0
  means that the application works. As in ``add_test()``, the program may be an executable target, and the arguments may be
  generator expressions; the targets that they name are built before the deployment. Required.

``TIMEOUT <seconds>``
  The test fails if the command takes longer. Default: 60.

``LABELS <label>...``
  Labels of the CTest test, in addition to ``smoke``.

Smoke tests of one host run one after the other. They are disabled if the deployment names no host, or if no helper works. They
ask the real host. A test preset for the program's own tests can leave them out with
``"filter": {"exclude": {"label": "^smoke$"}}`` (``ctest -LE '^smoke$'``).

The environment of the command has ``SLIPWAY_DEPLOYMENT``, ``SLIPWAY_ENVIRONMENT``, ``SLIPWAY_HOST``,
``SLIPWAY_DIRECTORY`` and ``SLIPWAY_SSH_CONFIG``, with the values of the deployment, and of the host that is tested.

``enable_testing()`` or ``include(CTest)`` has to come first, in the top-level ``CMakeLists.txt``. If the project is part of another
one that has no testing, there are no smoke tests, and a warning says so. If ``BUILD_TESTING`` is off, there are no smoke tests.

Example
^^^^^^^

.. code-block:: cmake

  slipway_add_smoke_test(hey-orac
    NAME answers
    COMMAND curl --fail --silent http://pi.local:7171/health
    TIMEOUT 10)
#]====]
function(slipway_add_smoke_test deployment)
  list(APPEND CMAKE_MESSAGE_CONTEXT "slipway_add_smoke_test")
  set(function "slipway_add_smoke_test(${deployment})")
  _slipway_validate_name("${function}: the deployment's name" "${deployment}")

  set(options "")
  set(one_value NAME TIMEOUT)
  set(multi_value COMMAND LABELS)
  set(verbatim_keywords LABELS)
  set(command_keywords COMMAND)
  set(repeated_keywords "")
  set(none_options "")
  _slipway_read_arguments(arguments 1)
  _slipway_parse_arguments("${function}" "${arguments}")
  foreach(required IN ITEMS NAME COMMAND)
    if(arg_${required} STREQUAL "")
      _slipway_fail("${function}" "${required} is missing" "" "add  ${required} <value>")
    endif()
  endforeach()
  if(arg_TIMEOUT STREQUAL "")
    set(arg_TIMEOUT 60)
  endif()
  _slipway_validate_name("${function}: NAME" "${arg_NAME}")
  _slipway_validate_number("${function}: TIMEOUT" "${arg_TIMEOUT}" "seconds")

  set_property(GLOBAL APPEND PROPERTY _SLIPWAY_SMOKE_DECLARED "${deployment}")
  _slipway_may_add_tests(may "${function}")
  if(NOT may)
    return()
  endif()
  _slipway_record_smoke_test("${function}")
  _slipway_record_smoke_targets()
  _slipway_create_smoke_test()
  _slipway_finish_later()
endfunction()

# Remembers which targets the command names: they are built before a deployment, which may run the test at its end. They may be
# declared later.
function(_slipway_record_smoke_targets)
  string(JSON program GET "${arg_COMMAND}" 0)
  set(targets "${program}")
  string(REGEX MATCHALL "[$]<TARGET_[A-Z_]+:[A-Za-z0-9_.:+-]+" expressions "${arg_COMMAND}")
  foreach(expression IN LISTS expressions)
    string(REGEX REPLACE "^[$]<TARGET_[A-Z_]+:" "" target "${expression}")
    list(APPEND targets "${target}")
  endforeach()
  set_property(GLOBAL APPEND PROPERTY _SLIPWAY_SMOKE_TARGETS_${deployment} ${targets})
endfunction()

# Keeps the smoke test for the settings of its deployment.
function(_slipway_record_smoke_test function)
  get_property(recorded GLOBAL PROPERTY _SLIPWAY_SMOKE_TESTS_${deployment})
  get_property(names GLOBAL PROPERTY _SLIPWAY_SMOKE_NAMES_${deployment})
  if(arg_NAME IN_LIST names)
    _slipway_fail("${function}: NAME" "the name `${arg_NAME}` is used twice" "" "choose another name for one of the smoke tests")
  endif()
  if("${recorded}" STREQUAL "")
    set(recorded "[]")
  endif()
  _slipway_json_string(name "${arg_NAME}")
  _slipway_json_string(directory "${CMAKE_CURRENT_SOURCE_DIR}")
  _slipway_json_append_element(recorded
    "{\"name\": ${name}, \"command\": ${arg_COMMAND}, \"directory\": ${directory}, \"timeout\": ${arg_TIMEOUT}}")
  set_property(GLOBAL PROPERTY _SLIPWAY_SMOKE_TESTS_${deployment} "${recorded}")
  set_property(GLOBAL APPEND PROPERTY _SLIPWAY_SMOKE_NAMES_${deployment} "${arg_NAME}")
  set_property(GLOBAL APPEND PROPERTY _SLIPWAY_SMOKE_TESTED "${deployment}")
  _slipway_note_tests("slipway_add_smoke_test")
endfunction()

# Adds the CTest test, or one for each host of a deployment with several. Of a deployment that is not declared yet the values are generator
# expressions.
function(_slipway_create_smoke_test)
  # One element at a time, in brackets: a list cannot hold every argument.
  set(words "")
  string(JSON count LENGTH "${arg_COMMAND}")
  set(index 0)
  while(index LESS count)
    string(JSON word GET "${arg_COMMAND}" ${index})
    _slipway_bracketed(word "${word}")
    string(APPEND words " ${word}")
    math(EXPR index "${index} + 1")
  endwhile()
  set(labels smoke)
  if(NOT arg_LABELS STREQUAL "")
    _slipway_json_to_list(more "${arg_LABELS}")
    list(APPEND labels ${more})
  endif()
  foreach(keyword IN ITEMS ENVIRONMENT HOST DIRECTORY SSH_CONFIG)
    set(value_of_${keyword} "$<TARGET_PROPERTY:Slipway::deployment::${deployment},SLIPWAY_${keyword}>")
  endforeach()

  get_property(fleet GLOBAL PROPERTY _SLIPWAY_FLEET_${deployment})
  if("${fleet}" STREQUAL "")
    if(NOT TARGET Slipway::deployment::${deployment})
      set_property(GLOBAL APPEND PROPERTY _SLIPWAY_SMOKE_BEFORE "${deployment}")
    endif()
    _slipway_create_test_of_host("${deployment}.${arg_NAME}")
    return()
  endif()
  string(JSON count LENGTH "${fleet}")
  math(EXPR last "${count} - 1")
  foreach(index RANGE ${last})
    string(JSON value_of_HOST GET "${fleet}" ${index} name)
    string(JSON directory GET "${fleet}" ${index} directory)
    if(NOT directory STREQUAL "")
      string(REPLACE ";" "\\;" value_of_DIRECTORY "${directory}")
    else()
      set(value_of_DIRECTORY "$<TARGET_PROPERTY:Slipway::deployment::${deployment},SLIPWAY_DIRECTORY>")
    endif()
    _slipway_create_test_of_host("${deployment}.${value_of_HOST}.${arg_NAME}")
  endforeach()
endfunction()

function(_slipway_create_test_of_host test)
  cmake_language(EVAL CODE "add_test(NAME [==[${test}]==] COMMAND ${words} WORKING_DIRECTORY [==[${CMAKE_CURRENT_SOURCE_DIR}]==])")
  set(environment "SLIPWAY_DEPLOYMENT=${deployment}")
  foreach(keyword IN ITEMS ENVIRONMENT HOST DIRECTORY SSH_CONFIG)
    list(APPEND environment "SLIPWAY_${keyword}=${value_of_${keyword}}")
  endforeach()
  set_tests_properties("${test}" PROPERTIES LABELS "${labels}" TIMEOUT "${arg_TIMEOUT}" ENVIRONMENT "${environment}"
    # Without a host there is nothing to test.
    DISABLED "$<NOT:$<BOOL:$<TARGET_PROPERTY:Slipway::deployment::${deployment},SLIPWAY_DEPLOYABLE>>>"
    RESOURCE_LOCK "slipway-${value_of_HOST}")
endfunction()

# Sets `out` to `value` as a bracket argument whose brackets do not occur in it.
function(_slipway_bracketed out value)
  set(equals "=")
  while("${value}]" MATCHES "\\]${equals}\\]")
    string(APPEND equals "=")
  endwhile()
  # CMake drops a newline right after the opening bracket: the first one is ours.
  set(${out} "[${equals}[\n${value}]${equals}]" PARENT_SCOPE)
endfunction()
