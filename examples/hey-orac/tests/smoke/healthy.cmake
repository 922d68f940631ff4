# The service is up and finds nothing wrong with itself.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/ask.cmake")

ask("/health" answer)
string(JSON healthy GET "${answer}" healthy)
if(NOT healthy)
  message(FATAL_ERROR "The service was expected to be healthy; it says:\n${answer}")
endif()

ask("/" answer)
message("${answer}")
