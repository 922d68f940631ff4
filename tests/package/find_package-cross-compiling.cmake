# The package's program runs here: a project for a machine of another pointer size finds it all the same.
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
start_afresh()
make_consumer(find_package)
file(WRITE "${WORK}/toolchain.cmake" "set(CMAKE_SYSTEM_NAME Linux)\nset(CMAKE_SYSTEM_PROCESSOR armv6)\nset(CMAKE_SIZEOF_VOID_P 4)\n")
configure(-D "CMAKE_PREFIX_PATH=${PREFIX}" -D "CMAKE_TOOLCHAIN_FILE=${WORK}/toolchain.cmake")
expect_equal("exit status" "${result}" 0)
expect_part("stdout" "${output}" "The project sees: full")
