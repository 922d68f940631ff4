include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/detail/arguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/find_helper.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/finish.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/fleet.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/keywords.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/make_plan.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/problem.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/register.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/settings.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/detail/targets.cmake")

#[====[.rst:
slipway_add_deployment
----------------------

Declares one Docker Compose application on one host, or on each of several, prints what a deployment would do and why, and adds the targets
that deploy it.

.. code-block:: cmake

  slipway_add_deployment(<name>
    HOST <host>
    [HOSTS <host>...]
    [HOSTS_FILE <file>]
    DIRECTORY <directory>
    [WAVES <number>|<percent>%...]
    [SOAK <seconds>]
    [ON_WAVE_FAILURE stop|revoke]
    [UNREACHABLE fail|skip]
    [PARALLEL <number>]
    [ENVIRONMENT <environment>]
    [PROJECT_NAME <name>]
    [ROOT <directory>]
    [COMPOSE_FILES <file>...]
    [ENV_FILES <file>...]
    [SECRET_FILES <file>...]
    [SECRET_COMMAND <name> <program> [<argument>...]]...
    [SERVICES <service>...]
    [FULL_WHEN <pattern>...]
    [INCREMENTAL_WHEN <pattern>...]
    [CACHED_WHEN <pattern>...]
    [REPLACE_DEFAULT_RULES]
    [BUILD_ARGS <key>=<value>...]
    [CACHE_BUST_ARG <argument>]
    [PLATFORM <platform>]
    [BUILDER auto|buildkit|classic]
    [BUILD_ON host|here]
    [BUILD_JOBS <number>]
    [SHIP all|minimal]
    [REGISTRY <address>]
    [REGISTRY_PROGRAM <program>]
    [DOCKERFILE_RULE strict|precise]
    [MOUNTED_SOURCES rebuild|sync]
    [UPDATE_ORDER auto|stop-first|start-first]
    [ENGINE compose|swarm]
    [NODES <node>...]
    [HEALTH_TIMEOUT <seconds>]
    [SETTLE <seconds>]
    [PROBATION <seconds>]
    [RECOVER_AT_BOOT ON|OFF]
    [BEFORE_SWITCH <service>...]
    [BEFORE_SWITCH_TIMEOUT <seconds>]
    [CONFIRM_FROM_CLIENT ON|OFF]
    [CONFIRM_TIMEOUT <seconds>]
    [KEEP_RELEASES <number>]
    [ALLOW_DIVERGED ON|OFF]
    [SSH_CONFIG <file>]
    [SILENCE <warning>...]
    [BEFORE_DEPLOY <program> [<argument>...]]
    [AFTER_DEPLOY <program> [<argument>...]]
    [ON_FAILURE <program> [<argument>...]]
    [DEPENDS <target>...]
    [TARGET_PREFIX <prefix>])

``<name>`` names the deployment in targets, tests and the journal: letters, digits, ``-``, ``_`` and ``.``. Images,
services and mounts come from the compose file, so do not repeat them here. Unknown, repeated and empty keywords
are errors.

Where it goes
^^^^^^^^^^^^^

``HOST <host>``
  The host as ``ssh`` knows it: an alias from ``~/.ssh/config``, a name, or ``user@name``. Required, or one of the next two.

``HOSTS <host>...``
  Several hosts: the whole application runs on each of them, with its own state. A release gets to them in waves: see below. If the call gives
  neither ``HOST``, ``HOSTS`` nor ``HOSTS_FILE``, a variable does (``SLIPWAY_HOSTS`` in a preset).

``HOSTS_FILE <file>``
  A file with the hosts, one a line, and comments after ``#``. After its name a host can have the words ``directory=…`` and
  ``platform=…``, which take precedence over ``DIRECTORY`` and ``PLATFORM``, and ``tag=…`` as often as needed, for ``slipway deploy --only <tag>``.
  A relative path starts at the current source directory.

``DIRECTORY <directory>``
  The directory on the host that belongs to this deployment alone: absolute, or below the home directory as ``~/…``.
  It is an error if two deployments on one host have the same directory, or if one directory contains the other. Required.

``ENVIRONMENT <environment>``
  The name of the environment in the journal and in messages. Default: ``default``.

``PROJECT_NAME <name>``
  The name of the compose project on the host. The names of containers, networks and volumes begin with it: lower-case
  letters, digits, ``-`` and ``_``. It takes precedence over ``name:`` in the compose file and ``COMPOSE_PROJECT_NAME``. Two
  directories on one host need two names. Default: compose's own rule, which ends with the name of ``DIRECTORY``.

``SSH_CONFIG <file>``
  A configuration file for ``ssh`` to use instead of ``~/.ssh/config``. A relative path starts at the current source
  directory.

Several hosts
^^^^^^^^^^^^^

These keywords are for ``HOSTS`` and ``HOSTS_FILE``. With one host they mean nothing, so a call can give them for presets with one host and
with several. ``docs/how-to/fleet.md`` shows how it works.

``WAVES <number>|<percent>%...``
  The sizes of the waves, in order: numbers of hosts, or parts of all hosts, rounded up. The last size is repeated until every host has had its
  turn. A wave begins if each host of the one before has the release, recorded and healthy, with its smoke tests passed. Otherwise the
  deployment stops there. Default: ``1 100%``.

``SOAK <seconds>``
  How long a wave is left alone before the next one begins. After that its hosts are looked at again: the release has to run, healthy and
  without a restart since. Default: not at all.

``ON_WAVE_FAILURE stop|revoke``
  What happens to hosts that this deployment has brought the release to, if a wave fails. ``stop``, the default: they keep it. ``revoke``: they
  get back what they ran before, newest wave first.

``UNREACHABLE fail|skip``
  What a host that does not answer means. ``fail``, the default: its wave fails. ``skip``: it is left out, ``slipway status`` shows it as behind,
  and ``slipway deploy --catch-up`` brings it the release when it is back. A wave of which no host answers fails in any case.

``PARALLEL <number>``
  How many hosts are deployed to at once. Four times as many are looked at at once; with less than 8, no more than this number, for hosts that are
  all reached through one machine. Default: 8.

What is deployed
^^^^^^^^^^^^^^^^

``ROOT <directory>``
  The directory whose tree is deployed. A relative path starts at the current source directory. Default: the directory
  of the first compose file.

``COMPOSE_FILES <file>...``
  The compose files, in the order of ``docker compose -f``, relative to the current source directory. Default:
  the file that ``docker compose`` would find there.

``ENV_FILES <file>...``
  Files with variables that are not in git: the ``.env`` beside the compose file, and files that ``env_file:`` names. They are
  below ``ROOT``, and on the host at the same place below ``DIRECTORY``, with mode 0600. If one changes, the services
  that use it are re-created. Their content appears nowhere else: not in git, plans, logs or images. If one is missing, there is a
  warning, and a deployment stops before it touches the host.

``SECRET_FILES <file>...``
  The same for files that containers see: those of the compose file's ``secrets:``, and mounted ones.

``SECRET_COMMAND <name> <program> [<argument>...]``
  A secret that a program on this machine prints: a password manager, or a program that decrypts a file in git. ``<name>`` is a
  path as for ``ENV_FILES`` and ``SECRET_FILES``; on the host that file has the output, byte for byte. The keyword may be
  given several times. Each program runs once for a deployment, and for a plan with ``--online``, without a shell, in the current source
  directory; it may ask questions on the terminal. Its output stays in memory here. If a program fails or prints
  nothing, the deployment stops before it connects to the host. ``docs/how-to/secrets.md`` has examples.

``SERVICES <service>...``
  The services to deploy. Default: all of them.

``BUILD_ARGS <key>=<value>...``
  Build arguments for every image, in addition to those of the compose file. A changed argument needs a full build.

``PLATFORM <platform>``
  The platform to build for, such as ``linux/arm64``. Default: that of the host.

``BUILDER auto|buildkit|classic``
  Which builder to use. ``auto``, the default, uses BuildKit if the host has it.

``BUILD_ON host|here``
  Where images are built. ``host``, the default: on the host. ``here``: by the engine of ``docker`` on this machine,
  from a clean checkout of the commit, for the host's platform or ``PLATFORM``; then the layers that the
  host lacks are sent to it. A platform other than this machine's needs emulation, and Slipway says how to install it.

``BUILD_JOBS <number>``
  How many images the host builds at once. Default: one for each 512 MiB of memory that it has available when the build
  starts, at most one for each of its cores, and at least one. If an image is made from another image of the application,
  it is built after that one.

``SHIP all|minimal``
  With ``BUILD_ON here``: which files of the commit go to ``DIRECTORY`` on the host. ``all``, the default: all below
  ``ROOT``. ``minimal``: those that compose or a container may read there: the compose files, ``.env`` and environment
  files, configs and secrets, everything that is bind-mounted, Dockerfiles with their ignore files, and every file that
  Slipway is not sure about. Files that only the images need are not sent; their changes are found as before. Files that were
  sent earlier are removed from the host; if one of them was edited there, the deployment stops.

``REGISTRY_PROGRAM <program>``
  With ``BUILD_ON here``: the registry program to start on this machine's loopback interface for the time of a deployment.
  The host reaches it through the connection. Default: ``docker-registry`` (Debian's package of that name) or
  ``registry`` on ``PATH``. Without one, whole images are sent, compressed.

``REGISTRY <address>``
  Your own registry. With ``BUILD_ON here``, this machine pushes images to it, and the host pulls them. With ``ENGINE swarm``, ``HOST`` pushes
  the images of all services, and the nodes pull them by digest, with the login of ``HOST``. Who pushes or pulls must be logged in if
  the registry asks for it: ``docker login <address>``. Nothing is removed from the registry.

``ENGINE compose|swarm``
  What runs the services. ``compose``, the default: compose, on the host. ``swarm``: the Docker Swarm that ``HOST`` is a manager of, which
  distributes them over its nodes. The stack file is written from the compose files; what a swarm does not do is refused.
  ``HOSTS``, ``BEFORE_SWITCH`` and ``PROBATION`` do not work with it. ``docs/how-to/swarm.md`` has the steps.

``NODES <node>...``
  With ``ENGINE swarm``: the nodes besides ``HOST`` that may have tasks, as ssh knows them. Images are brought to them over ssh, or they pull
  them from ``REGISTRY``. Default: none, so that all tasks run on ``HOST``.

How the strategy is chosen
^^^^^^^^^^^^^^^^^^^^^^^^^^

The patterns follow the syntax of ``.gitignore`` and are relative to the build context. They add to the default rules;
the strictest rule that matches a changed file decides.

``FULL_WHEN <pattern>...``
  Changed files that need a full build, without any cache.

``INCREMENTAL_WHEN <pattern>...``
  Changed files that need a build with a busted cache from the source on.

``CACHED_WHEN <pattern>...``
  Changed files that need no more than a build from the cache.

``REPLACE_DEFAULT_RULES``
  Use only the patterns above, without the default rules.

``CACHE_BUST_ARG <argument>``
  The ``ARG`` of the Dockerfile that receives a digest of the changed content in an incremental build. Default:
  ``CACHEBUST``.

``DOCKERFILE_RULE strict|precise``
  ``strict``, the default: every change of a Dockerfile needs a full build. ``precise``: only a change that changes a
  layer does.

``MOUNTED_SOURCES rebuild|sync``
  What to do about changed files that reach a container only through a bind mount. ``rebuild``, the default: build as
  the rules say, and show what ``sync`` would save. ``sync``: do not build; send the files and restart the services that
  mount them. The image is still built if somebody may see the file in it: the mount has another path, another service runs
  the image, mounts it or is made from it, or a ``RUN`` after the ``COPY`` may use the file.

``SILENCE <warning>...``
  Names of warnings that the plan and ``deploy-lint`` do not show: ``docs/reference/lints.md``.

Switching over
^^^^^^^^^^^^^^

``UPDATE_ORDER auto|stop-first|start-first``
  In which order the containers of a service are replaced. ``start-first``: the new containers start beside the
  old ones, and the old ones are stopped when the new ones are healthy, so that there is no gap. If a service can run only once,
  it is still stopped first: because it publishes a port, has a device, a ``container_name``, a fixed address or a shared namespace,
  or may write to a volume. ``deploy-plan`` names the reason. ``auto``, the default: the same, but only for services
  that others connect to (``expose``, ``EXPOSE``, labels of Traefik or Caddy, ``VIRTUAL_HOST``), because two containers of a worker may
  disturb each other. ``stop-first``: all are stopped first. ``deploy.update_config.order`` of a service takes precedence. See
  ``docs/how-to/no-gap.md``.

``HEALTH_TIMEOUT <seconds>``
  How long the services of a new release may take to become healthy before the previous one is put back. Slipway runs health
  checks at once and repeatedly, whatever their ``interval``: ``docs/reference/health.md``. The switch comes before that, with the
  services whose end others wait for. It may take this time too, plus the time that the services have to stop
  (their ``stop_grace_period``, one after the other). Default: 120.

``SETTLE <seconds>``
  How long a service without a health check has to run without a restart before it counts as healthy. Raise it if a
  service can fail later than that after its start. It has to be less than ``HEALTH_TIMEOUT``. Default: 5.

``PROBATION <seconds>``
  How long the host watches a release after it is healthy and recorded. The client does not wait for that: it says that
  the host watches the release, and exits. The release fails if within that time a container restarts, becomes unhealthy or runs out
  of memory, or if the host restarts. Then the host puts back what ran before, as a release of its own, and the failed
  release can no longer be restored. The next deployment or rollback ends the probation in its switch. There is no
  probation for a first release, for a release of files alone, and for a rollback. Default: no probation.

``RECOVER_AT_BOOT ON|OFF``
  Whether the host, when it starts, finishes or undoes a deployment that a power cut or a reboot has interrupted. Otherwise the
  next deployment does that first. It also goes back from a release that was on probation. ``ON`` installs one systemd unit of
  the account, with lingering, or one ``@reboot`` line in its crontab if there is no systemd, and nothing else. ``OFF`` removes it. A
  change takes effect with the next deployment, even if there is nothing else to deploy. Default: ``OFF``.

``BEFORE_SWITCH <service>...``
  Services of the compose file that are jobs, such as a database migration. Each runs once, one after the other, and has to exit
  with status 0 before any container is touched. It runs in its new image, with the new release's environment, files and networks;
  what ran before still serves. If one fails, the release has failed and what ran before still runs, but what the job did to your
  data stays. Jobs run with each release that touches containers, so they have to be able to run twice. A rollback
  runs none, unless you ask for it (``slipway rollback --run-jobs``). Give such a service its own profile, so that
  ``docker compose up`` by hand does not start it. ``docs/how-to/migrations.md`` has an example. Default: no jobs.

``BEFORE_SWITCH_TIMEOUT <seconds>``
  How long each of these jobs may take. Default: 600.

``CONFIRM_FROM_CLIENT ON|OFF``
  Whether the client has to confirm a healthy release before it is recorded: it runs the smoke tests
  (``slipway_add_smoke_test()``) and sends the result over a new connection. If the tests fail, or no result comes in time, the
  host puts the previous release back. Not for rollbacks. Default: ``OFF``.

``CONFIRM_TIMEOUT <seconds>``
  How long the host waits for that result. Default: 120.

``KEEP_RELEASES <number>``
  How many healthy releases stay on the host to roll back to, including the running one. Releases that share their images
  with a newer one do not count if the only older images would be removed otherwise. Default: 5.

``ALLOW_DIVERGED ON|OFF``
  Whether a deployment goes on without a question if the host runs a commit that HEAD does not contain. Such a deployment undoes
  the changes of that commit. ``OFF``, the default: a person at a terminal is asked; without a terminal, use ``slipway deploy --yes``.

Your own commands
^^^^^^^^^^^^^^^^^

Each is one program with its arguments. It runs on this machine, without a shell, in the current source directory. Its
environment is described in ``docs/reference/environment.md``.

The word ``--`` ends the search for keywords: everything after it, up to the end of the call, belongs to the command, whatever it looks
like. ``AFTER_DEPLOY -- ./tell HOST pi`` runs ``./tell HOST pi``. Before the program the ``--`` is taken away; further on the program gets it
like any other word. This holds for ``SECRET_COMMAND`` too, after the name.

``BEFORE_DEPLOY <program> [<argument>...]``
  Runs when there is something to deploy and everything was checked. If its exit status is not 0, the deployment stops, and
  touches nothing.

``AFTER_DEPLOY <program> [<argument>...]``
  Runs when the release is healthy and recorded.

``ON_FAILURE <program> [<argument>...]``
  Runs when a deployment or a rollback failed, for any reason.

In the build
^^^^^^^^^^^^

``DEPENDS <target>...``
  Targets to build before a deployment; ``slipway deploy`` and ``slipway ship`` by hand build them too. They may be declared
  later. All of them, and the targets that smoke tests name, are dependencies of the target ``slipway-inputs-<name>``.

``TARGET_PREFIX <prefix>``
  A prefix for the name of every target, for a project that has its own target ``deploy``.

Defaults from presets
^^^^^^^^^^^^^^^^^^^^^

A keyword that is left out takes its value from the variable ``SLIPWAY_<KEYWORD>``, such as ``SLIPWAY_HOST`` or
``SLIPWAY_FULL_WHEN``, if that is set and not empty. So a preset can name the host. ``ROOT``, ``SECRET_COMMAND`` and
``DEPENDS`` describe the project and have no such variable.

``SLIPWAY_<name>_<KEYWORD>``, such as ``SLIPWAY_shop_HOST``, is for one deployment, and takes precedence over
``SLIPWAY_<KEYWORD>``. The value ``NONE`` in the call sets the keyword to its default, whatever the variables say; also
``REPLACE_DEFAULT_RULES NONE``. If you remove a variable from a preset, it stays in the cache of a build directory, and CMake says so;
``-U SLIPWAY_<KEYWORD>`` removes it.

The rest of the project
^^^^^^^^^^^^^^^^^^^^^^^

If no plan can be made, you can still configure, build and test the project: without git, from an archive, with a compose file
that cannot be read, without the preset that names the host, without ``ROOT``, or without a helper that works. A warning says why (a
status line if no host is named), and the targets that deploy fail with that message. A mistake in the call itself is an error.
This is ``AUTO``, the default of the cache variable ``SLIPWAY_DEPLOYMENTS``. ``ON`` turns the warning into an error. ``OFF`` makes no
targets, no settings and no smoke tests, and needs no helper. ``docs/how-to/existing-project.md`` has more.

If the project no longer declares a deployment, the next configure run removes what an earlier one wrote for it, so that no command
acts on it.

Three more variables choose the helper program: ``SLIPWAY_EXECUTABLE``, the path of an installed one; and, if
Slipway is part of the build, ``SLIPWAY_HELPER_BINARY_DIR``, the directory it is built in (several build directories
may share one), and ``SLIPWAY_HELPER_CMAKE_ARGS``, further arguments for configuring that build.

Result targets
^^^^^^^^^^^^^^

``deploy-<name>``
  Decides again, builds, switches over, checks health and records. If the release fails, it puts the previous one back.

``deploy-full-<name>``, ``deploy-incremental-<name>``, ``deploy-cached-<name>``
  The same with that strategy, whatever the rules say.

``deploy-plan-<name>``
  Shows what ``deploy-<name>`` would do, and why.

``deploy-lint-<name>``
  Looks for traps in the Dockerfiles, ignore files and compose files. Fails if a deployment would be refused.

``deploy-status-<name>``, ``deploy-logs-<name>``
  Shows what runs on the host, and its logs.

``deploy-history-<name>``
  Lists the releases and failed attempts, as last seen; needs no network.

``deploy-report-<name>``
  Writes one HTML page of all deployments of the repository: ``deployments.html`` in the build directory.

``deploy-doctor-<name>``
  Checks this machine, the host and the connection for problems, and says how to fix them.

``deploy-rollback-<name>``
  Puts the previous healthy release back, without a build.

``deploy-attach-<name>``, ``deploy-cancel-<name>``
  ``deploy-attach`` follows the deployment that is running on the host, whoever started it. ``deploy-cancel`` stops it; what
  ran before stays or is put back.

``deploy-prune-<name>``
  Removes from the host what no kept release of this deployment needs.

The same targets without ``-<name>`` work on all deployments of the build that share a ``TARGET_PREFIX``, one after the
other.

``Slipway::deployment::<name>``
  An imported target without artifacts. Its properties describe the deployment: ``SLIPWAY_HOST``, ``SLIPWAY_HOSTS`` (a list; empty
  if ``HOST`` names one), ``SLIPWAY_DIRECTORY``, ``SLIPWAY_ENVIRONMENT``, ``SLIPWAY_SSH_CONFIG``, ``SLIPWAY_TARGET_PREFIX``, ``SLIPWAY_DEPENDS``, ``SLIPWAY_SETTINGS_FILE`` and
  ``SLIPWAY_PLAN_FILE`` (absolute paths; the plan is written when plans are made), ``SLIPWAY_DEPLOYABLE`` (false if no host is named, ``ROOT`` does
  not exist, no helper works, or ``SLIPWAY_DEPLOYMENTS`` is ``OFF``).

In an IDE the targets of one deployment are in the folder ``Slipway/<name>``.

With several deployments the cache variable ``SLIPWAY_PARALLEL_DEPLOYMENTS`` (default: 1) sets how many of them
``deploy``, ``deploy-full``, ``deploy-incremental`` and ``deploy-cached`` run side by side, in Ninja's job pool
``slipway_deployments``. Ninja then shows the output of each deployment when it has ended, every line with the deployment's name.
If they run one after the other, the output is live. Other generators have no pools: they run one after the other, with a warning.

Configuring never uses the network. The build configures again by itself after a commit, after a deployment, and after an edit
of a compose file or of one of ``ENV_FILES``, or if a missing one appears. Plans are made, and printed, at the end of the top-level
``CMakeLists.txt``, all by one process; ``slipway_get_plan()`` makes the plans of the deployments that were declared so far at once.

Examples
^^^^^^^^

The host and the directory come from a preset (``SLIPWAY_HOST``, ``SLIPWAY_DIRECTORY``), or from the call:

.. code-block:: cmake

  slipway_add_deployment(hey-orac
    HOST pi
    DIRECTORY ~/hey-orac
    COMPOSE_FILES compose.yaml
    FULL_WHEN requirements.txt
    HEALTH_TIMEOUT 60)

The same application in three greenhouses: first one, then the others after ten minutes without a restart:

.. code-block:: cmake

  slipway_add_deployment(climate
    HOSTS north south nursery
    DIRECTORY ~/climate
    WAVES 1 100%
    SOAK 600
    UNREACHABLE skip)

Many hosts that differ in some respects, one a line in a file (``shop-12 directory=/srv/till tag=north``):

.. code-block:: cmake

  slipway_add_deployment(till
    HOSTS_FILE hosts.txt
    DIRECTORY ~/till
    WAVES 1 25%
    ON_WAVE_FAILURE revoke
    PARALLEL 16)

Two deployments of one repository to one host, from different directories of it. Variables and secrets that are not in git
are sent beside the release:

.. code-block:: cmake

  slipway_add_deployment(shop
    HOST deploy@shop.example.org
    DIRECTORY /srv/shop
    ENVIRONMENT production
    SSH_CONFIG ssh/config
    ROOT shop
    COMPOSE_FILES shop/compose.yaml shop/compose.production.yaml
    ENV_FILES shop/.env
    SECRET_FILES shop/keys/token
    SECRET_COMMAND shop/keys/mail age --decrypt --identity $ENV{HOME}/.config/age/key.txt shop/keys/mail.age
    SERVICES web worker
    BUILD_ARGS VERSION=7 FLAVOUR=small
    PLATFORM linux/arm64
    BUILDER buildkit
    BUILD_JOBS 1)

  slipway_add_deployment(shop-staging
    HOST deploy@shop.example.org
    DIRECTORY /srv/staging/shop
    PROJECT_NAME shop-staging
    ENVIRONMENT staging
    COMPOSE_FILES shop/compose.yaml
    TARGET_PREFIX slipway-
    ALLOW_DIVERGED ON
    KEEP_RELEASES 2)

A slow host that builds nothing itself, and rules of your own:

.. code-block:: cmake

  slipway_add_deployment(camera
    HOST zero
    DIRECTORY ~/camera
    BUILD_ON here
    SHIP minimal
    REGISTRY_PROGRAM docker-registry
    FULL_WHEN requirements.txt
    INCREMENTAL_WHEN "*.py"
    CACHED_WHEN "docs/**"
    REPLACE_DEFAULT_RULES
    CACHE_BUST_ARG SOURCE_DIGEST
    DOCKERFILE_RULE precise
    MOUNTED_SOURCES sync
    SILENCE no-health-check)

  slipway_add_deployment(archive
    HOST nas
    DIRECTORY ~/archive
    BUILD_ON here
    REGISTRY registry.example.org:5000/team)

The same application on the nodes of a Docker Swarm that ``pi1`` manages:

.. code-block:: cmake

  slipway_add_deployment(stall
    HOST pi1
    DIRECTORY ~/stall
    ENGINE swarm
    NODES pi2 pi3)

With a registry that ``pi1`` pushes to and the nodes pull from:

.. code-block:: cmake

  slipway_add_deployment(kiosk
    HOST pi1
    DIRECTORY ~/kiosk
    ENGINE swarm
    NODES pi2 pi3
    REGISTRY registry.example.org:5000/team)

A service that must not be down, watched for ten minutes after it is healthy, with your own commands before and after:

.. code-block:: cmake

  add_custom_target(front-end COMMAND ${CMAKE_COMMAND} -E echo "built")
  slipway_add_deployment(heating
    HOST heating
    DIRECTORY ~/heating
    DEPENDS front-end
    HEALTH_TIMEOUT 300
    SETTLE 30
    UPDATE_ORDER start-first
    PROBATION 600
    BEFORE_SWITCH migrate
    BEFORE_SWITCH_TIMEOUT 900
    RECOVER_AT_BOOT ON
    CONFIRM_FROM_CLIENT ON
    CONFIRM_TIMEOUT 60
    BEFORE_DEPLOY ./backup --all
    AFTER_DEPLOY ./tell "it runs"
    ON_FAILURE ./tell "it failed")
  slipway_add_smoke_test(heating NAME answers COMMAND curl --fail --silent http://heating.local/health)
#]====]
function(slipway_add_deployment name)
  list(APPEND CMAKE_MESSAGE_CONTEXT "slipway_add_deployment")
  set(function "slipway_add_deployment(${name})")
  _slipway_validate_name("${function}: the deployment's name" "${name}")
  _slipway_refuse_reserved_name("${function}" "${name}")

  _slipway_deployment_keywords()
  _slipway_read_arguments(arguments 1)
  _slipway_parse_arguments("${function}" "${arguments}")
  _slipway_apply_defaults("${function}" "${name}")
  _slipway_deployments_mode(mode)
  set(fleet_names "")
  set(fleet_hosts "[]")
  if(mode STREQUAL "OFF")
    _slipway_register_deployment("${function}" "${name}")
    set_property(TARGET Slipway::deployment::${name} PROPERTY SLIPWAY_DEPLOYABLE FALSE)
    _slipway_finish_later()
    return()
  endif()
  foreach(path IN ITEMS ROOT SSH_CONFIG HOSTS_FILE)
    if(NOT arg_${path} STREQUAL "" AND NOT arg_${path} MATCHES "^~")
      cmake_path(ABSOLUTE_PATH arg_${path} BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
    endif()
  endforeach()
  _slipway_read_fleet("${function}")
  _slipway_validate_settings("${function}")
  _slipway_register_deployment("${function}" "${name}")

  set(directory "${CMAKE_CURRENT_BINARY_DIR}/slipway/${name}")
  set(helper "")
  _slipway_missing_place(problem "${function}")
  set(kind STATUS)
  if(problem STREQUAL "")
    set(kind WARNING)
    _slipway_missing_root(problem "${function}")
  endif()
  if(problem STREQUAL "")
    _slipway_find_helper(helper problem)
  endif()
  if(problem STREQUAL "")
    _slipway_settings_head(head "${function}" "${name}")
    _slipway_plan_later("${function}" "${name}" "${helper}")
  else()
    # No command may use the files that an earlier configure run wrote.
    set(head "")
    file(REMOVE "${directory}/settings.json")
    file(WRITE "${directory}/problem.txt" "${problem}\n")
    _slipway_write_unknown_plan("${directory}/plan.json" "${problem}")
    _slipway_report_problem(${kind} "${problem}")
  endif()

  _slipway_create_targets("${function}" "${name}" "${arg_TARGET_PREFIX}" "${helper}" "${directory}/settings.json")
  set_property(TARGET Slipway::deployment::${name} PROPERTY _SLIPWAY_SETTINGS_HEAD "${head}")
  set(deployable TRUE)
  if(helper STREQUAL "")
    set(deployable FALSE)
  endif()
  set_property(TARGET Slipway::deployment::${name} PROPERTY SLIPWAY_DEPLOYABLE ${deployable})
  _slipway_finish_later()
endfunction()
