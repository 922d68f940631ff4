include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/detail/arguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/finish.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/host_tests.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/problem.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/validate.cmake")

#[====[.rst:
slipway_run_tests_in
--------------------

Runs tests of this project on the real machine: CTest tests whose program is a target run on the host, in the image of a service.
In a deployment that is the new image, before anything is switched, and a test that fails stops the deployment.

.. code-block:: cmake

  slipway_run_tests_in(<deployment>
    SERVICE <service>
    TARGETS <target>...
    [FILES <file>...]
    [TIMEOUT <seconds>])

The tests are the ones that ``add_test()`` declares with these targets as ``COMMAND``. CTest runs them as always, here: it judges exit
status, output and time by the properties of each test, and writes its logs. Only the program itself runs elsewhere, because this function
makes ``slipway run-test`` the ``CROSSCOMPILING_EMULATOR`` of the targets (from CMake 3.29 on the ``TEST_LAUNCHER``, which also counts if
the build is native).

``SERVICE <service>``
  The service of the compose file in whose image the tests run. It has to be one that is built. Required.

``TARGETS <target>...``
  Executables of this project, which are tests. They may be declared later, and are built before each deployment. Required.

``FILES <file>...``
  Files and directories that the tests read. A relative path starts at the current source directory.

``TIMEOUT <seconds>``
  The deployment stops if all of the tests have not ended by then. Default: 600.

In a deployment the tests run after the new image is made, and before files, containers and image names change. The old release
serves meanwhile. If a test fails, the deployment ends with exit code 8, and the journal names the test. So does a test that the
host could not start, or whose connection was lost, whatever its ``WILL_FAIL`` says. If every test is disabled or skipped, nothing
says that the image is good, and the deployment ends in the same way. The results are also written to ``tests.xml`` (JUnit) beside
the settings of the deployment. If the connection is lost, ``slipway attach`` runs the tests again. If the run is killed on the
host, its tests end too. A rollback runs none, and neither does a deployment that changes files alone.

Outside of a deployment, ``ctest`` runs them in the image that the service runs with.

Each test has a container of its own, with the program, its ``FILES`` and the shared libraries of this build that it links, at the same absolute
paths as here. It starts in the test's ``WORKING_DIRECTORY``, as the user of the image. It has no network, and neither the environment nor the
volumes of the service. ``ENVIRONMENT`` of a test stays here. What a test writes goes away with its container. ``gtest_discover_tests()`` would ask a program for its
tests while it is built, when there is no image: use ``gtest_add_tests()``.

``enable_testing()`` or ``include(CTest)`` has to come first, in the top-level ``CMakeLists.txt``. If ``BUILD_TESTING`` is off, or the deployment names
no host, nothing is changed, and no test runs on a host.

Example
^^^^^^^

.. code-block:: cmake

  add_executable(reading-test tests/reading_test.cpp)
  target_link_libraries(reading-test PRIVATE reading)
  add_test(NAME reading COMMAND reading-test)
  slipway_run_tests_in(sensor-hub
    SERVICE hub
    TARGETS reading-test)
#]====]
function(slipway_run_tests_in deployment)
  list(APPEND CMAKE_MESSAGE_CONTEXT "slipway_run_tests_in")
  set(function "slipway_run_tests_in(${deployment})")
  _slipway_validate_name("${function}: the deployment's name" "${deployment}")

  set(options "")
  set(one_value SERVICE TIMEOUT)
  set(multi_value TARGETS FILES)
  set(verbatim_keywords SERVICE TARGETS FILES)
  set(command_keywords "")
  set(repeated_keywords "")
  set(none_options "")
  _slipway_read_arguments(arguments 1)
  _slipway_parse_arguments("${function}" "${arguments}")
  foreach(required IN ITEMS SERVICE TARGETS)
    if(arg_${required} STREQUAL "")
      _slipway_fail("${function}" "${required} is missing" "" "add  ${required} <value>")
    endif()
  endforeach()
  if(arg_TIMEOUT STREQUAL "")
    set(arg_TIMEOUT 600)
  endif()
  _slipway_validate_number("${function}: TIMEOUT" "${arg_TIMEOUT}" "seconds")

  _slipway_may_add_tests(may "${function}")
  if(NOT may)
    return()
  endif()
  _slipway_record_host_tests("${function}" "${deployment}")
  _slipway_note_tests("slipway_run_tests_in")
  _slipway_finish_later()
endfunction()
