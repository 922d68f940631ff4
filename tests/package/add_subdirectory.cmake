include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
start_afresh()
make_consumer(add_subdirectory)
expect_plans(${from_sources})
