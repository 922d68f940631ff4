# Makes the archives, and reads the Debian package as its installer and lintian do.
#   cmake -D WORK=<directory> -D BINARY_DIR=<build directory> -P debian.cmake
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
start_afresh()

find_program(DPKG_DEB dpkg-deb)
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
if(NOT DPKG_DEB OR NOT DPKG_SHLIBDEPS)
  message("skipped: no dpkg-deb and dpkg-shlibdeps (on Debian: apt-get install dpkg-dev)")
  return()
endif()

cmake_path(GET CMAKE_COMMAND PARENT_PATH programs)
run_well(COMMAND "${programs}/cpack" --config "${BINARY_DIR}/CPackConfig.cmake" -B "${WORK}" -G "DEB\;TGZ")
file(GLOB package "${WORK}/slipway_*.deb")
file(GLOB tarball "${WORK}/slipway-*.tar.gz")
foreach(kind IN ITEMS package tarball)
  list(LENGTH ${kind} count)
  expect_equal("the number of files that are the ${kind}" "${count}" 1)
endforeach()

run_well(COMMAND "${DPKG_DEB}" --field "${package}")
foreach(field IN ITEMS "Package: slipway" "Section: devel" "Priority: optional" "Description: deploys Docker Compose" "libc6 (>= " "git, openssh-client" "Recommends: cmake (>= 3.25)")
  expect_part("the fields of the package" "${output}" "${field}")
endforeach()
# What is linked in is no dependency.
file(STRINGS "${BINARY_DIR}/CMakeCache.txt" linked REGEX "^SLIPWAY_(RUNTIME_LINKS|LIBGIT2_ARCHIVE_LINKS).*=TRUE")
list(LENGTH linked count)
if(count EQUAL 2)
  foreach(library IN ITEMS libfmt libyaml-cpp libgit2 libstdc++)
    expect_no_part("the fields of the package" "${output}" "${library}")
  endforeach()
endif()

run_well(COMMAND "${DPKG_DEB}" --contents "${package}")
foreach(file IN ITEMS
    usr/bin/slipway usr/share/cmake/Slipway/SlipwayConfig.cmake usr/share/doc/slipway/copyright usr/share/doc/slipway/changelog.gz
    usr/share/man/man1/slipway.1.gz usr/share/man/man1/slipway-deploy.1.gz usr/share/bash-completion/completions/slipway
    usr/share/zsh/vendor-completions/_slipway usr/share/fish/vendor_completions.d/slipway.fish usr/share/doc/slipway/docs/README.md
    usr/share/doc/slipway/docs/reference/schemas/plan.schema.json usr/share/doc/slipway/examples/hey-orac/CMakeLists.txt)
  expect_part("the package" "${output}" "./${file}\n")
endforeach()
expect_no_part("the package" "${output}" "doc/slipway/LICENSE")

find_program(LINTIAN lintian)
if(LINTIAN)
  run(COMMAND "${LINTIAN}" --allow-root --fail-on error,warning "${package}")
  if(NOT result EQUAL 0)
    fail("lintian to have nothing to say" "${output}\n${errors}")
  endif()
else()
  message("skipped: lintian is not installed, so its opinion was not asked (on Debian: apt-get install lintian)")
endif()

# The tarball works wherever it is unpacked.
file(MAKE_DIRECTORY "${WORK}/an other place")
run_well(DIRECTORY "${WORK}/an other place" COMMAND "${CMAKE_COMMAND}" -E tar xf "${tarball}")
file(GLOB prefix "${WORK}/an other place/slipway-*")
run_well(COMMAND "${prefix}/bin/slipway" --version)
expect_part("--version" "${output}" "slipway ")
if(NOT EXISTS "${prefix}/share/doc/slipway/LICENSE")
  fail("the licence in the tarball" "none")
endif()
make_consumer(find_package)
expect_plans(-D "CMAKE_PREFIX_PATH=${prefix}")
