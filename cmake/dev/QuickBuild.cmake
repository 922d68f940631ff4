# Makes a build from nothing quick: most of the time, the compiler reads the same headers again.
#
# SLIPWAY_UNITY_BUILD compiles several sources of a room together, so names in unnamed namespaces have to be unique within a
# room. Turn it off for clang-tidy, and for the smallest possible rebuild.
include_guard(GLOBAL)
option(SLIPWAY_UNITY_BUILD "Compile several sources of a room at once" ON)

set(CMAKE_UNITY_BUILD ${SLIPWAY_UNITY_BUILD})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)

# Linking is what is left after an edit.
include(CheckLinkerFlag)
foreach(linker IN ITEMS mold lld)
  string(TOUPPER SLIPWAY_HAS_${linker} has_linker)
  check_linker_flag(CXX -fuse-ld=${linker} ${has_linker})
  if(${has_linker})
    add_link_options(-fuse-ld=${linker})
    break()
  endif()
endforeach()
