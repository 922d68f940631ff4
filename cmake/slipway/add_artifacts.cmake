include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/detail/arguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/artifacts.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/finish.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/problem.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/validate.cmake")

#[====[.rst:
slipway_add_artifacts
---------------------

Adds what this project builds to the releases of a deployment: programs and libraries (cross-compiled if there is a toolchain
file), an install component, or files that any other tool makes. The host needs no compiler.

.. code-block:: cmake

  slipway_add_artifacts(<deployment>
    [TARGETS <target>...]
    [COMPONENT <component>]
    [FILES <file>...]
    DESTINATION <directory>
    [STRIP])

A release is then the commit's tree and the artifacts. Everything that follows treats artifacts like files of the commit: a
``COPY`` of the Dockerfile copies them, ``.dockerignore`` can leave them out, a service can mount them, a changed one counts for
the strategy, edits on the host are found, and a rollback brings them back without a build. Nothing is added to a branch, the
index or the working tree; git keeps them as objects that only releases refer to.

The deployment may be declared before or after this, in any directory of the build. Several calls add up. At least one of
``TARGETS``, ``COMPONENT`` and ``FILES`` is needed.

``TARGETS <target>...``
  Executables, shared libraries and modules of this project, with the shared libraries of this project that they link. Slipway
  installs them, so their run path has no path of the build directory. Set ``INSTALL_RPATH`` to ``$ORIGIN`` if a program has
  to find a library beside it. They may be declared later. Imported, static, object and interface libraries are errors.

``COMPONENT <component>``
  What ``cmake --install --component`` puts below the prefix. Everything in the target ``all`` is built first. It is an error
  if a component installs nothing, or installs to an absolute path.

``FILES <file>...``
  Files that the build makes, or another tool. A relative path starts at the current binary directory; ``$<CONFIG>`` may be part of it.
  If an ``add_custom_command()`` of the same directory makes the file, it is made first, and so is a target that ``$<TARGET_FILE:hub>`` names. If a custom
  target makes the file, name the target in ``DEPENDS`` of ``slipway_add_deployment()``.

``DESTINATION <directory>``
  The directory of the artifacts in the release, relative to ``ROOT``; the Dockerfile finds them there. ``.`` is ``ROOT`` itself. Files of
  git and artifacts cannot have the same path, and neither can two artifacts. It is an error if ``.gitattributes`` makes git rewrite an
  artifact on the host (``ident``, ``working-tree-encoding``, ``eol=crlf``). Required.

``STRIP``
  Removes debug information and symbols from ``TARGETS`` and from programs of the ``COMPONENT``, with the ``strip`` of the toolchain
  (``CMAKE_STRIP``). ``FILES`` stay as they are.

The targets that deploy build the artifacts first, in the current configuration. If you commit during that build, the
deployment stops: run it again. ``deploy-plan`` and configuring build nothing. If an artifact is not built yet, the plan names it and uses
that of the running release. If it was built for another commit, the plan uses it and says so.
Only the content counts: if a build makes the same bytes again, there is nothing to deploy. The journal names each artifact with its SHA-256, its
target, the build type, toolchain file and compiler, and says if the working tree had changes that no commit has.

Examples
^^^^^^^^

A program and its own library, with ``COPY dist/ /usr/local/bin/`` in ``deploy/Dockerfile``:

.. code-block:: cmake

  slipway_add_artifacts(sensor-hub
    TARGETS sensor-hub
    DESTINATION dist
    STRIP)

An install component, and a file of another tool:

.. code-block:: cmake

  slipway_add_artifacts(sensor-hub
    COMPONENT runtime
    DESTINATION dist)
  slipway_add_artifacts(sensor-hub
    FILES ${CMAKE_CURRENT_BINARY_DIR}/model.bin
    DESTINATION models)
#]====]
function(slipway_add_artifacts deployment)
  list(APPEND CMAKE_MESSAGE_CONTEXT "slipway_add_artifacts")
  set(function "slipway_add_artifacts(${deployment})")
  _slipway_validate_name("${function}: the deployment's name" "${deployment}")

  set(options STRIP)
  set(one_value COMPONENT DESTINATION)
  set(multi_value TARGETS FILES)
  set(verbatim_keywords TARGETS COMPONENT FILES)
  set(command_keywords "")
  set(repeated_keywords "")
  set(none_options "")
  _slipway_read_arguments(arguments 1)
  _slipway_parse_arguments("${function}" "${arguments}")
  if("${arg_TARGETS}${arg_COMPONENT}${arg_FILES}" STREQUAL "")
    _slipway_fail("${function}" "the call names no artifacts" "TARGETS, COMPONENT and FILES are missing" "add  TARGETS <target>")
  endif()
  _slipway_validate_destination("${function}" "${arg_DESTINATION}")
  if(arg_STRIP AND "${arg_TARGETS}${arg_COMPONENT}" STREQUAL "")
    _slipway_fail("${function}: STRIP" "STRIP has nothing to strip" "it applies to TARGETS and COMPONENT; FILES stay as they are" "leave STRIP out")
  endif()

  _slipway_deployments_mode(mode)
  if(mode STREQUAL "OFF")
    return()
  endif()
  _slipway_refuse_after_plan("${function}" "${deployment}")
  _slipway_record_artifacts("${function}" "${deployment}")
  _slipway_finish_later()
endfunction()
