# Builds the helper as the consumers of the sources do, once for all of them.
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
start_afresh()
make_consumer(add_subdirectory)
configure(${from_sources})
if(NOT result EQUAL 0)
  fail("configuring to succeed" "${output}\n${errors}")
endif()
run_well(COMMAND "${HELPER_DIR}/tools/slipway" --version)
