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
set(CPACK_PACKAGE_CONTACT "The Slipway developers")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "git, openssh-client")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "cmake (>= 3.25), ninja-build")
include(CPack)
