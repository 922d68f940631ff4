# Installs Slipway and moves the installed tree to another place. Everything must be found there.
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
start_afresh()
file(REMOVE_RECURSE "${PREFIX}")
run_well(COMMAND "${CMAKE_COMMAND}" --install "${BINARY_DIR}" --prefix "${WORK}/first prefix")
file(RENAME "${WORK}/first prefix" "${PREFIX}")

run_well(COMMAND "${PREFIX}/bin/slipway" --version)
file(GLOB_RECURSE files "${PREFIX}/share/cmake/*")
foreach(file IN LISTS files)
  file(READ "${file}" text)
  expect_no_part("${file}" "${text}" "${WORK}")
  expect_no_part("${file}" "${text}" "${repository_root}")
endforeach()
