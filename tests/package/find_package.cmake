include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
start_afresh()
make_consumer(find_package)
expect_plans(-D "CMAKE_PREFIX_PATH=${PREFIX}")

# A range up to the next major version takes this one.
file(READ "${source}/CMakeLists.txt" text)
string(REPLACE "find_package(Slipway 0.1 " "find_package(Slipway 0.1...<1 " text "${text}")
file(WRITE "${source}/CMakeLists.txt" "${text}")
configure(-D "CMAKE_PREFIX_PATH=${PREFIX}")
expect_equal("exit status" "${result}" 0)
