include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
start_afresh()
make_consumer(find_package)
expect_plans(-D "CMAKE_PREFIX_PATH=${PREFIX}")
