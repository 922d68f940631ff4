# The installed package: helper, module, documentation and examples. All paths are relative to the package,
# so the tree may be moved as a whole.
include_guard(GLOBAL)
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

include("${PROJECT_SOURCE_DIR}/cmake/slipway/detail/version.cmake")
_slipway_module_version(module_version)
if(NOT module_version STREQUAL PROJECT_VERSION)
  message(FATAL_ERROR
    "The module says it is version ${module_version}, the project says ${PROJECT_VERSION}.\n"
    "Write ${PROJECT_VERSION} in cmake/slipway/detail/version.cmake.")
endif()

# Under share, not under lib/<architecture>: a project without languages, or one that cross-compiles, does not look
# there.
set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/Slipway")
set(doc_dir "${CMAKE_INSTALL_DATADIR}/doc/slipway")

install(TARGETS slipway EXPORT SlipwayTargets RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(EXPORT SlipwayTargets NAMESPACE Slipway:: DESTINATION "${package_dir}")

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/SlipwayConfig.cmake.in" "${PROJECT_BINARY_DIR}/SlipwayConfig.cmake"
  INSTALL_DESTINATION "${package_dir}")
# Independent of the architecture although it has a program: the program runs on the machine that configures,
# whatever the project is compiled for.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/SlipwayConfigVersion.cmake"
  COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/SlipwayConfig.cmake" "${PROJECT_BINARY_DIR}/SlipwayConfigVersion.cmake"
  DESTINATION "${package_dir}")
install(FILES "${PROJECT_SOURCE_DIR}/cmake/Slipway.cmake" DESTINATION "${package_dir}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/cmake/slipway" DESTINATION "${package_dir}")

foreach(file IN ITEMS README.md CHANGELOG.md LICENSE)
  install(FILES "${PROJECT_SOURCE_DIR}/${file}" DESTINATION "${doc_dir}" OPTIONAL)
endforeach()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs/" DESTINATION "${doc_dir}/docs")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/examples" DESTINATION "${doc_dir}"
  USE_SOURCE_PERMISSIONS
  PATTERN build EXCLUDE
  PATTERN __pycache__ EXCLUDE)

include(HelpFiles)
include(Archives)
