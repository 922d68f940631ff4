# The test preset of docs/how-to/existing-project.md: the tests of the program, and none that asks a real host.
file(READ "${repository_root}/docs/how-to/existing-project.md" page)
string(REGEX MATCH "{ \"name\": \"unit\"[^\n]*}" preset "${page}")
if(preset STREQUAL "")
  fail("a test preset `unit` in docs/how-to/existing-project.md" "none")
endif()
file(WRITE "${source}/CMakePresets.json"
"{ \"version\": 6,
  \"configurePresets\": [{ \"name\": \"dev\", \"generator\": \"${GENERATOR}\", \"binaryDir\": \"${build}\" }],
  \"testPresets\": [${preset}] }")
run_well(DIRECTORY "${source}" COMMAND "${CMAKE_CTEST_COMMAND}" --preset unit -C Debug)
expect_part("ctest" "${output}" "100% tests passed, 0 tests failed out of 1")
expect_no_part("ctest" "${output}" "asks-the-host")
run(COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" -C Debug)
expect_part("ctest" "${output}" "app.asks-the-host (Failed)")
