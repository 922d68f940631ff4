build_target(all)
expect_failing_target(deploy "the toolchain has no `strip`")
