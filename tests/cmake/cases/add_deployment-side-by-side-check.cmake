file(REMOVE "${build}/slipway/front/argv" "${build}/slipway/back/argv")
build_target(deploy)
foreach(deployment IN ITEMS front back)
  file(READ "${build}/slipway/${deployment}/argv" argv)
  expect_equal("command line" "${argv}"
    "<deploy> <--settings> <${build}/slipway/${deployment}/settings.json> <--built> <--label> <${deployment}>\n")
endforeach()
