# Source, model, configuration and dependency work together: the service knows its name, and only that.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/ask.cmake")

function(expect_heard path expected)
  ask("${path}" answer)
  string(JSON heard GET "${answer}" heard)
  if(expected AND NOT heard OR heard AND NOT expected)
    message(FATAL_ERROR "${path} was expected to answer \"heard\": ${expected}; it answers:\n${answer}")
  endif()
endfunction()

expect_heard("/listen?text=So,%20H%C3%A9y%20ORAC,%20are%20you%20there?" true)
expect_heard("/listen?text=Good%20morning" false)
