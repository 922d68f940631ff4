include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
start_afresh()
make_consumer(FetchContent)
expect_plans(${from_sources})
