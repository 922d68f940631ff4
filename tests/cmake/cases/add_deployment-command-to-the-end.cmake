# After `--` the words of a command may be keywords.
slipway_add_deployment(app HOST pi DIRECTORY ~/app KEEP_RELEASES 3
  AFTER_DEPLOY -- tell HOST pi -- "" SETTLE)
slipway_add_deployment(two HOST pi DIRECTORY ~/two
  BEFORE_DEPLOY git diff --quiet -- HOST SETTLE)
slipway_add_deployment(three HOST pi DIRECTORY ~/three
  SECRET_COMMAND key first
  SECRET_COMMAND "other key" -- second HOST -- SECRET_COMMAND)
enable_testing()
slipway_add_smoke_test(app NAME answers COMMAND -- ask LABELS -- NAME)
