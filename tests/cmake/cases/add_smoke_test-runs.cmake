enable_testing()
slipway_add_deployment(app HOST pi DIRECTORY "~/my app" ENVIRONMENT attic SSH_CONFIG config)
slipway_add_smoke_test(app NAME environment TIMEOUT 7
  COMMAND sh -c "echo \"<$SLIPWAY_DEPLOYMENT|$SLIPWAY_ENVIRONMENT|$SLIPWAY_HOST|$SLIPWAY_DIRECTORY|$SLIPWAY_SSH_CONFIG|$PWD>\"")
slipway_add_smoke_test(app NAME fails COMMAND false)
add_test(NAME other COMMAND false)
