# Everything the helper links, each by the name its distribution package gives it. Nothing is
# downloaded and nothing is vendored: a missing package is an error that names it.
include_guard(GLOBAL)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

macro(_slipway_require package debian_package)
  find_package(${package} ${ARGN} QUIET)
  if(NOT "${${package}_FOUND}")
    message(FATAL_ERROR
      "Slipway is built with ${package}, which was not found.\n"
      "On Debian and Raspberry Pi OS:  apt-get install ${debian_package}\n"
      "tools/test installs all of them.")
  endif()
endmacro()

find_package(Threads REQUIRED)
_slipway_require(fmt libfmt-dev)
_slipway_require(CLI11 libcli11-dev)
_slipway_require(nlohmann_json nlohmann-json3-dev)
_slipway_require(yaml-cpp libyaml-cpp-dev)
_slipway_require(tl-expected libexpected-dev)

find_package(PkgConfig QUIET)
if(NOT PkgConfig_FOUND)
  message(FATAL_ERROR "Slipway finds libgit2 with pkg-config, which was not found.\n"
                      "On Debian and Raspberry Pi OS:  apt-get install pkg-config")
endif()
pkg_check_modules(LIBGIT2 QUIET IMPORTED_TARGET libgit2>=1.1)
if(NOT LIBGIT2_FOUND)
  message(FATAL_ERROR "Slipway is built with libgit2 1.1 or newer, which was not found.\n"
                      "On Debian and Raspberry Pi OS:  apt-get install libgit2-dev")
endif()

# The shared libgit2 of Debian pulls in TLS, SSH and Kerberos libraries that Slipway never uses; loading and setting them
# up takes longer than a whole classification. The archive of libgit2-dev, linked without its network
# parts, does not. If there is none, or it does not link that way, the shared library is used.
set(SLIPWAY_LIBGIT2_LINKAGE shared)
if(SLIPWAY_STATIC_LIBGIT2)
  set(archives "")
  foreach(library IN ITEMS git2 mbedcrypto http_parser pcre2-8 z)
    find_library(SLIPWAY_ARCHIVE_${library} NAMES lib${library}.a HINTS ${LIBGIT2_LIBRARY_DIRS} ${LIBGIT2_LIBDIR})
    mark_as_advanced(SLIPWAY_ARCHIVE_${library})
    if(SLIPWAY_ARCHIVE_${library})
      list(APPEND archives "${SLIPWAY_ARCHIVE_${library}}")
    endif()
  endforeach()
  if(SLIPWAY_ARCHIVE_git2 AND NOT DEFINED SLIPWAY_LIBGIT2_ARCHIVE_LINKS)
    set(probe "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/libgit2_probe.cpp")
    file(WRITE "${probe}" "#include <git2.h>\nint main(int argc, char** argv) {\n"
      "  git_repository* repository = nullptr;\n  git_libgit2_init();\n"
      "  return git_repository_open(&repository, argv[argc - 1]);\n}\n")
    try_compile(SLIPWAY_LIBGIT2_ARCHIVE_LINKS "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/libgit2_probe"
      SOURCES "${probe}" "${PROJECT_SOURCE_DIR}/src/git/without_network.cpp"
      LINK_LIBRARIES ${archives} Threads::Threads)
  endif()
  if(SLIPWAY_LIBGIT2_ARCHIVE_LINKS)
    set(SLIPWAY_LIBGIT2_LINKAGE static)
  endif()
endif()

# A short command spends most of its time loading shared libraries, most of all libstdc++.
set(SLIPWAY_RUNTIME_LINKAGE shared)
if(SLIPWAY_STATIC_RUNTIME)
  find_library(SLIPWAY_ARCHIVE_yaml-cpp NAMES libyaml-cpp.a)
  mark_as_advanced(SLIPWAY_ARCHIVE_yaml-cpp)
  if(SLIPWAY_ARCHIVE_yaml-cpp AND NOT DEFINED SLIPWAY_RUNTIME_LINKS)
    set(probe "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/runtime_probe.cpp")
    file(WRITE "${probe}" "#include <fmt/format.h>\n#include <yaml-cpp/yaml.h>\n#include <iterator>\n"
      "int main(int argc, char**) {\n  fmt::memory_buffer line;\n"
      "  fmt::format_to(std::back_inserter(line), \"{:5.2f} {:x} {:>9} {}\", 1.5 * argc, argc, \"a\", true);\n"
      "  const YAML::Node node = YAML::Load(fmt::to_string(line) + fmt::format(\"{:L}\", argc));\n"
      "  return node.IsScalar() ? 0 : 1;\n}\n")
    try_compile(SLIPWAY_RUNTIME_LINKS "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/runtime_probe"
      SOURCES "${probe}" "${PROJECT_SOURCE_DIR}/src/util/fmt_definitions.cpp"
      LINK_OPTIONS -static-libstdc++ -static-libgcc
      LINK_LIBRARIES "${SLIPWAY_ARCHIVE_yaml-cpp}"
      CXX_STANDARD 20)
  endif()
  if(SLIPWAY_RUNTIME_LINKS)
    set(SLIPWAY_RUNTIME_LINKAGE static)
  endif()
endif()

add_library(slipway_fmt INTERFACE)
add_library(slipway_yaml INTERFACE)
add_library(slipway_runtime INTERFACE)
if(SLIPWAY_RUNTIME_LINKAGE STREQUAL "static")
  target_link_libraries(slipway_yaml INTERFACE "${SLIPWAY_ARCHIVE_yaml-cpp}")
  target_link_options(slipway_runtime INTERFACE -static-libstdc++ -static-libgcc)
else()
  target_link_libraries(slipway_fmt INTERFACE fmt::fmt)
  target_link_libraries(slipway_yaml INTERFACE yaml-cpp)
endif()

add_library(slipway_libgit2 INTERFACE)
if(SLIPWAY_LIBGIT2_LINKAGE STREQUAL "static")
  target_include_directories(slipway_libgit2 SYSTEM INTERFACE ${LIBGIT2_INCLUDE_DIRS})
  target_link_libraries(slipway_libgit2 INTERFACE ${archives} Threads::Threads)
else()
  target_link_libraries(slipway_libgit2 INTERFACE PkgConfig::LIBGIT2)
endif()

# SHA-256 for digests of build contexts and settings. Debian's libgit2-dev depends on it.
find_library(SLIPWAY_MBEDCRYPTO NAMES libmbedcrypto.a mbedcrypto)
find_path(SLIPWAY_MBEDTLS_INCLUDE mbedtls/md.h)
mark_as_advanced(SLIPWAY_MBEDCRYPTO SLIPWAY_MBEDTLS_INCLUDE)
if(NOT SLIPWAY_MBEDCRYPTO OR NOT SLIPWAY_MBEDTLS_INCLUDE)
  message(FATAL_ERROR "Slipway is built with Mbed TLS (libmbedcrypto), which was not found.\n"
                      "On Debian and Raspberry Pi OS:  apt-get install libmbedtls-dev")
endif()
add_library(slipway_mbedcrypto INTERFACE)
target_include_directories(slipway_mbedcrypto SYSTEM INTERFACE "${SLIPWAY_MBEDTLS_INCLUDE}")
target_link_libraries(slipway_mbedcrypto INTERFACE "${SLIPWAY_MBEDCRYPTO}")

# bcrypt, because a registry needs passwords in that form. It is part of the C library's development files.
find_library(SLIPWAY_CRYPT NAMES libcrypt.a crypt)
mark_as_advanced(SLIPWAY_CRYPT)
if(NOT SLIPWAY_CRYPT)
  message(FATAL_ERROR "Slipway is built with libcrypt, which was not found.\n"
                      "On Debian and Raspberry Pi OS:  apt-get install libcrypt-dev")
endif()
add_library(slipway_crypt INTERFACE)
target_link_libraries(slipway_crypt INTERFACE "${SLIPWAY_CRYPT}")
