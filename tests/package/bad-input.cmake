# What the helper finds wrong with a project is a warning in the helper's own words, and an error if deployments are asked for.
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
start_afresh()

# Configuring says all of the given texts on stderr, and fails with SLIPWAY_DEPLOYMENTS ON.
function(expect_error)
  configure(-D "CMAKE_PREFIX_PATH=${PREFIX}" -D SLIPWAY_DEPLOYMENTS=ON)
  if(result EQUAL 0)
    fail("configuring to fail with ${ARGN}" "${output}")
  endif()
  configure(-D "CMAKE_PREFIX_PATH=${PREFIX}" -D SLIPWAY_DEPLOYMENTS=AUTO)
  expect_equal("exit status" "${result}" 0)
  expect_part("stderr" "${errors}" "slipway_add_deployment(app): no plan could be made")
  foreach(text IN LISTS ARGN)
    expect_part("stderr" "${errors}" "${text}")
  endforeach()
endfunction()

file(COPY "${CMAKE_CURRENT_LIST_DIR}/application/" "${CMAKE_CURRENT_LIST_DIR}/find_package/CMakeLists.txt" DESTINATION "${source}")
run_well(DIRECTORY "${source}" COMMAND git init --quiet)
expect_error("has no commits yet" "fix: git add -A && git commit")

make_repository("${source}")
configure(-D "CMAKE_PREFIX_PATH=${PREFIX}")
expect_equal("exit status" "${result}" 0)

file(READ "${source}/compose.yaml" compose)
file(WRITE "${source}/compose.yaml" "services: [\n")
commit_all("${source}" "Break the compose file")
expect_error("valid YAML" "compose.yaml:2")

run_well(DIRECTORY "${source}" COMMAND git rm --quiet compose.yaml)
commit_all("${source}" "Remove the compose file")
expect_error("error: the compose file `compose.yaml` is not in the tree that is deployed" "fix: check COMPOSE_FILES and ROOT")

file(WRITE "${source}/compose.yaml" "${compose}")
commit_all("${source}" "Put it back")
configure(-D "CMAKE_PREFIX_PATH=${PREFIX}")
expect_equal("exit status" "${result}" 0)
expect_equal("stderr" "${errors}" "")
