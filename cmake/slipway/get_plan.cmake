include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/detail/arguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/make_plan.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/problem.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/register.cmake")

#[====[.rst:
slipway_get_plan
----------------

Returns the plan of a deployment, for projects that depend on it.

.. code-block:: cmake

  slipway_get_plan(<deployment>
    [STRATEGY <variable>]
    [REASONS <variable>]
    [JSON <variable>])

``<deployment>`` has to be declared by ``slipway_add_deployment()`` before. At least one of the keywords is needed.

``STRATEGY <variable>``
  Set to ``full``, ``incremental`` or ``cached``; to ``none`` if there is nothing to deploy; to ``unknown`` if no plan could be
  made (no git, a broken compose file, no host named, or an image needs artifacts that are not built yet and that no release has) or
  ``SLIPWAY_DEPLOYMENTS`` is ``OFF``. The reason says why.

  Of several hosts (``HOSTS``) it is that of the host that needs most, and the reasons are those of all hosts.

``REASONS <variable>``
  Set to the list of reasons for the strategy, one sentence each. A CMake list cannot hold every sentence: an unbalanced ``[`` or a
  final backslash joins two. ``JSON`` has all of them.

``JSON <variable>``
  Set to the whole plan, as ``slipway plan --json`` prints it, for ``string(JSON)``. Of several hosts that is another document, with a plan for
  each: ``docs/reference/fleet-plan-json.md``.

This is the plan that was made while configuring. The targets plan again when they run, with what the host says that it runs.

Example
^^^^^^^

.. code-block:: cmake

  slipway_get_plan(hey-orac STRATEGY strategy REASONS reasons)
  if(strategy STREQUAL "full")
    message(STATUS "The next deployment takes a while: ${reasons}")
  endif()
#]====]
function(slipway_get_plan deployment)
  list(APPEND CMAKE_MESSAGE_CONTEXT "slipway_get_plan")
  set(function "slipway_get_plan(${deployment})")
  set(options "")
  set(one_value STRATEGY REASONS JSON)
  set(multi_value "")
  # A variable may have the name of a keyword.
  set(verbatim_keywords STRATEGY REASONS JSON)
  set(command_keywords "")
  set(repeated_keywords "")
  set(none_options "")
  _slipway_read_arguments(arguments 1)
  _slipway_parse_arguments("${function}" "${arguments}")
  if("${arg_STRATEGY}${arg_REASONS}${arg_JSON}" STREQUAL "")
    _slipway_fail("${function}" "the call names no variable" "STRATEGY, REASONS and JSON are missing" "add  STRATEGY <variable>")
  endif()
  _slipway_deployments_mode(mode)
  if(mode STREQUAL "OFF")
    set(plan "{\"schema\": 1, \"strategy\": \"unknown\", \"reasons\": [{\"code\": \"NO_PLAN\", \"text\": \"SLIPWAY_DEPLOYMENTS is OFF\"}]}")
  else()
    _slipway_require_deployment("${function}" "${deployment}")
    _slipway_make_plans()
    get_target_property(plan_file Slipway::deployment::${deployment} SLIPWAY_PLAN_FILE)
    _slipway_read_plan(plan "${plan_file}")
  endif()
  if(NOT arg_STRATEGY STREQUAL "")
    string(JSON strategy GET "${plan}" strategy)
    set(${arg_STRATEGY} "${strategy}" PARENT_SCOPE)
  endif()
  if(NOT arg_REASONS STREQUAL "")
    _slipway_reasons(reasons "${plan}")
    set(${arg_REASONS} "${reasons}" PARENT_SCOPE)
  endif()
  if(NOT arg_JSON STREQUAL "")
    set(${arg_JSON} "${plan}" PARENT_SCOPE)
  endif()
endfunction()

# Sets `out` to the list of the plan's reasons.
function(_slipway_reasons out plan)
  set(reasons "")
  string(JSON count LENGTH "${plan}" reasons)
  set(index 0)
  while(index LESS count)
    string(JSON reason GET "${plan}" reasons ${index} text)
    string(REPLACE ";" "\\;" reason "${reason}")
    list(APPEND reasons "${reason}")
    math(EXPR index "${index} + 1")
  endwhile()
  set(${out} "${reasons}" PARENT_SCOPE)
endfunction()
