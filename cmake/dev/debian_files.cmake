# Run by CPack before it packs: adds the files that Debian's policy requires to a Debian package, and removes those that Debian has itself.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()

set(doc_dir "${CPACK_TEMPORARY_DIRECTORY}${CPACK_PACKAGING_INSTALL_PREFIX}/share/doc/slipway")
file(REMOVE "${doc_dir}/LICENSE")
file(COPY_FILE "${CPACK_SLIPWAY_COPYRIGHT}" "${doc_dir}/copyright")

# Lintian's warnings that do not apply here.
file(WRITE "${CPACK_TEMPORARY_DIRECTORY}${CPACK_PACKAGING_INSTALL_PREFIX}/share/lintian/overrides/slipway"
  "# Debian's own archive, linked in because loading shared libraries takes longer than most commands.\n"
  "slipway: embedded-library zlib *\n"
  "# Part of an example, which is a project to copy.\n"
  "slipway: package-contains-vcs-control-file *examples/hey-orac/.gitignore*\n"
  "slipway: package-contains-vcs-control-file *examples/sensor-hub/.gitignore*\n")

# TIMESTAMP follows SOURCE_DATE_EPOCH, for packages that are the same at every build.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE "${doc_dir}/changelog"
  "slipway (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
  "  * Version ${CPACK_PACKAGE_VERSION}; what is new is in CHANGELOG.md beside this file.\n\n"
  " -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
execute_process(COMMAND gzip -9n "${doc_dir}/changelog" COMMAND_ERROR_IS_FATAL ANY)
