# All plans that are made together are made by one process of the helper.
foreach(deployment IN ITEMS one two)
  file(READ "${build}/slipway/${deployment}/argv" argv)
  expect_equal("the helper's processes for ${deployment}" "${argv}" "<configure> 2\n")
endforeach()
file(READ "${build}/slipway/three/argv" argv)
expect_equal("the helper's processes for three" "${argv}" "<configure> 1\n")
expect_part("stdout" "${output}" "one: full")
expect_part("stdout" "${output}" "two: full")
