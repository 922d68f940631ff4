# Manual pages and shell completions. The helper prints them when it is built; they are installed where shells and man
# look. A cross-compiled helper cannot run here, so then there are none.
include_guard(GLOBAL)
include(GNUInstallDirs)

if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
  return()
endif()

find_program(SLIPWAY_GZIP gzip)
mark_as_advanced(SLIPWAY_GZIP)
set(help_dir "${PROJECT_BINARY_DIR}/help")
file(GLOB pages CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/reference/commands/slipway-*.md")
add_custom_command(OUTPUT "${help_dir}/made"
  COMMAND "${CMAKE_COMMAND}" -D "HELPER=$<TARGET_FILE:slipway>" -D "PAGES=${PROJECT_SOURCE_DIR}/docs/reference/commands"
    -D "OUT=${help_dir}" -D "GZIP=${SLIPWAY_GZIP}" -P "${CMAKE_CURRENT_LIST_DIR}/write_help_files.cmake"
  DEPENDS slipway ${pages} "${CMAKE_CURRENT_LIST_DIR}/write_help_files.cmake"
  COMMENT "Manual pages and completions"
  VERBATIM)
add_custom_target(slipway_help_files ALL DEPENDS "${help_dir}/made")

install(DIRECTORY "${help_dir}/man1" DESTINATION "${CMAKE_INSTALL_MANDIR}")
install(FILES "${help_dir}/slipway.bash" DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" RENAME slipway)
install(FILES "${help_dir}/_slipway" DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
install(FILES "${help_dir}/slipway.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
