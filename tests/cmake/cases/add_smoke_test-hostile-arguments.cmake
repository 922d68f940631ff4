# stderr: `TIMEOUTS` is taken for a value of COMMAND. If TIMEOUT is meant
enable_testing()
slipway_add_deployment(app HOST pi DIRECTORY "~/a;b")
slipway_add_smoke_test(app NAME arguments
  COMMAND sh "${CMAKE_CURRENT_SOURCE_DIR}/print.sh" "a;b" "[" "]==]" "]=" "\$HOME" "a \"b\"" "c\\" "two\nlines" "'" "\${x}" TIMEOUTS "" last)
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/print.sh" "for word; do printf '<%s>\\n' \"$word\"; done; printf '<%s>\\n' \"$SLIPWAY_DIRECTORY\"\n")
