include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
start_afresh()
make_consumer(FetchContent)
expect_plans(${from_sources})

# The options of Slipway's own build are not the consumer's.
file(STRINGS "${build}/CMakeCache.txt" entries REGEX "^SLIPWAY_(BUILD|WARNINGS|STATIC|UNITY|PRECOMPILE|LONG)")
expect_equal("options in the consumer's cache" "${entries}" "")
