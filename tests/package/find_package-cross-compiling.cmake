# The package's program runs here: a project for a machine of another pointer size finds it all the same.
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
start_afresh()
make_consumer(find_package)
file(WRITE "${WORK}/toolchain.cmake" "set(CMAKE_SYSTEM_NAME Linux)\nset(CMAKE_SYSTEM_PROCESSOR armv6)\nset(CMAKE_SIZEOF_VOID_P 4)\n")
configure(-D "CMAKE_PREFIX_PATH=${PREFIX}" -D "CMAKE_TOOLCHAIN_FILE=${WORK}/toolchain.cmake")
expect_equal("exit status" "${result}" 0)
expect_part("stdout" "${output}" "The project sees: full")

# A toolchain file may have packages looked for in the target's root alone. The documented call finds it there too.
file(APPEND "${WORK}/toolchain.cmake"
  "set(CMAKE_FIND_ROOT_PATH /nonexistent/target)\nset(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)\n")
file(REMOVE_RECURSE "${build}")
configure(-D "CMAKE_PREFIX_PATH=${PREFIX}" -D "CMAKE_TOOLCHAIN_FILE=${WORK}/toolchain.cmake")
expect_part("without the option" "${errors}" "SlipwayConfig.cmake")
file(READ "${source}/CMakeLists.txt" text)
string(REPLACE "find_package(Slipway 0.1 CONFIG REQUIRED)" "find_package(Slipway CONFIG REQUIRED NO_CMAKE_FIND_ROOT_PATH)" text "${text}")
file(WRITE "${source}/CMakeLists.txt" "${text}")
file(REMOVE_RECURSE "${build}")
configure(-D "CMAKE_PREFIX_PATH=${PREFIX}" -D "CMAKE_TOOLCHAIN_FILE=${WORK}/toolchain.cmake")
expect_equal("exit status" "${result}" 0)
expect_part("stdout" "${output}" "The project sees: full")
