# Every target has the terminal.
if(GENERATOR STREQUAL "Ninja")
  file(READ "${build}/build.ninja" ninja)
  string(REGEX MATCHALL "settings\\.json[^\n]*\n[^\n]*\n?  pool = console" commands "${ninja}")
  list(LENGTH commands count)
  expect_equal("number of targets on the console" "${count}" 30)
endif()

# What each target runs, exactly, with and without the deployment's name.
set(settings "${build}/slipway/app/settings.json")
set(configuration "")
if(GENERATOR MATCHES "Multi")
  set(configuration " <--configuration> <Debug>")
endif()
foreach(name IN ITEMS "" "-app")
  foreach(pair IN ITEMS
      "deploy|<deploy> <--settings> <${settings}>${configuration} <--built>"
      "deploy-full|<deploy> <--settings> <${settings}>${configuration} <--built> <--strategy> <full>"
      "deploy-incremental|<deploy> <--settings> <${settings}>${configuration} <--built> <--strategy> <incremental>"
      "deploy-cached|<deploy> <--settings> <${settings}>${configuration} <--built> <--strategy> <cached>"
      "deploy-plan|<plan> <--settings> <${settings}>${configuration}"
      "deploy-lint|<lint> <--settings> <${settings}>${configuration}"
      "deploy-status|<status> <--settings> <${settings}>${configuration}"
      "deploy-history|<history> <--settings> <${settings}>${configuration}"
      "deploy-logs|<logs> <--settings> <${settings}>${configuration}"
      "deploy-report|<report> <--settings> <${settings}> <--output> <${build}/deployments.html>"
      "deploy-doctor|<doctor> <--settings> <${settings}>${configuration}"
      "deploy-rollback|<rollback> <--settings> <${settings}>${configuration}"
      "deploy-attach|<attach> <--settings> <${settings}>${configuration}"
      "deploy-cancel|<cancel> <--settings> <${settings}>${configuration}"
      "deploy-prune|<prune> <--settings> <${settings}>${configuration}")
    string(REPLACE "|" ";" pair "${pair}")
    list(POP_FRONT pair target)
    # Any deployment is followed by a new plan; here it is out of the way.
    configure()
    file(REMOVE "${build}/slipway/app/argv")
    build_target("${target}${name}")
    file(READ "${build}/slipway/app/argv" argv)
    expect_equal("command lines of ${target}${name}" "${argv}" "${pair}\n")
  endforeach()
endforeach()
