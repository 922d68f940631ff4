enable_testing()
slipway_add_smoke_test(app NAME answers COMMAND true)
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/service/.env" "")
add_custom_target(assets)
slipway_add_deployment(app
  DEPENDS assets
  SILENCE latest-tag no-ignore-file
  SSH_CONFIG "ssh config"
  KEEP_RELEASES 3
  ALLOW_DIVERGED ON
  PROJECT_NAME my-app_2
  CONFIRM_TIMEOUT 30
  CONFIRM_FROM_CLIENT ON
  HEALTH_TIMEOUT 60
  SETTLE 20
  PROBATION 300
  RECOVER_AT_BOOT ON
  BEFORE_SWITCH migrate check
  BEFORE_SWITCH_TIMEOUT 90
  MOUNTED_SOURCES sync
  UPDATE_ORDER start-first
  DOCKERFILE_RULE precise
  BUILDER buildkit
  BUILD_ON here
  BUILD_JOBS 3
  SHIP minimal
  REGISTRY registry.example.org:5000/team
  REGISTRY_PROGRAM /usr/bin/docker-registry
  PLATFORM linux/arm64
  CACHE_BUST_ARG BUST
  BUILD_ARGS PYTHON_VERSION=3.11 EMPTY= EQUALS=a=b
  REPLACE_DEFAULT_RULES
  CACHED_WHEN docs/ LICENSE
  INCREMENTAL_WHEN src/ models/
  FULL_WHEN requirements.txt "!requirements.txt.md"
  SERVICES web worker
  COMPOSE_FILES compose.yaml compose.pi.yaml
  ENV_FILES service/.env
  SECRET_FILES "service/a key.pem" service/token
  SECRET_COMMAND service/db.env sops decrypt --output-type dotenv "service/db enc.yaml"
  SECRET_COMMAND "service/b key" tools/key "" "a  'b'" HOST_IS_A_WORD
  ROOT service
  ENVIRONMENT pi-4
  DIRECTORY "/srv/my app"
  BEFORE_DEPLOY tools/backup --all "" HOST_IS_A_WORD
  AFTER_DEPLOY true
  ON_FAILURE sh -c "echo $SLIPWAY_REASON && exit 1"
  HOST deploy@pi.local
  TARGET_PREFIX my-)
