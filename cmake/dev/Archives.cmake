# `cpack` in a build directory makes a tarball and a Debian package of what `cmake --install` installs.
include_guard(GLOBAL)

set(CPACK_GENERATOR TGZ)
find_program(SLIPWAY_DPKG_SHLIBDEPS dpkg-shlibdeps)
mark_as_advanced(SLIPWAY_DPKG_SHLIBDEPS)
if(SLIPWAY_DPKG_SHLIBDEPS)
  list(APPEND CPACK_GENERATOR DEB)
endif()

set(CPACK_PACKAGE_NAME slipway)
set(CPACK_PACKAGE_VENDOR Slipway)
set(CPACK_PACKAGE_CONTACT "The Slipway maintainers <maintainers@slipway.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "deploys Docker Compose applications to small hosts over SSH")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
# Independent of the umask of the person who packs.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
# Statically linked libraries are no dependency: dpkg-shlibdeps reads what the program loads.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "git, openssh-client")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "cmake (>= 3.25), ninja-build, zstd")
string(CONCAT CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "A CMake module and its helper program. The target `deploy` looks at what\n"
  "changed since the last good deployment to that host, builds as much as the\n"
  "change needs, switches over, checks health and records; or it puts the\n"
  "previous release back.\n\n"
  "The hosts need Docker, Compose and git, and nothing of this package.")

# Only a Debian package has these: its own changelog, and a reference to the licence.
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/debian_files.cmake")
configure_file("${CMAKE_CURRENT_LIST_DIR}/copyright" "${PROJECT_BINARY_DIR}/debian/copyright" COPYONLY)
set(CPACK_SLIPWAY_COPYRIGHT "${PROJECT_BINARY_DIR}/debian/copyright")
include(CPack)
