set(helper "${build}/_slipway/tools/slipway")
file(TIMESTAMP "${helper}" before "%s%f")
configure()
expect_equal("exit status" "${result}" 0)
expect_no_part("the second configure run" "${output}" "building the helper")
file(TIMESTAMP "${helper}" after "%s%f")
expect_equal("time of the helper" "${after}" "${before}")

# It is used at build time, and a re-run of CMake from within a parallel build is quiet as well.
file(TOUCH "${source}/CMakeLists.txt")
run(ENVIRONMENT "FAKE_VERSION=${VERSION}" COMMAND "${CMAKE_COMMAND}" --build "${build}" --target deploy-plan-app -j 2)
expect_equal("exit status" "${result}" 0)
expect_equal("stderr" "${errors}" "")

# Another helper in its place means another plan.
file(REMOVE "${build}/slipway/app/argv")
file(TOUCH "${helper}")
build_target(deploy-status-app)
file(READ "${build}/slipway/app/argv" argv)
expect_part("command lines" "${argv}" "<configure>")

# Changed sources are built again.
file(APPEND "${module_root}/tools/slipway/main.cpp" "int changed;\n")
configure()
expect_equal("exit status" "${result}" 0)
file(TIMESTAMP "${helper}" after "%s%f")
if(after STREQUAL before)
  fail("the helper to be built again" "the old one")
endif()
