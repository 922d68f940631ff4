# slipway_embed_scripts(<target> NAMESPACE <namespace> HEADER <header> SCRIPTS <file.sh>...
#                       [BARE <file.sh>...] [JOINED <name.sh> PARTS <file.sh>...])
#
# Makes each shell script a `std::string_view` constant of the library: `probe.sh` becomes `probe_sh`, declared in
# scripts.hpp beside the scripts. The scripts stay files that can be read, checked and run by hand. The script JOINED
# is made of its PARTS, in their order; it is left in the build directory, to be read and run like the others.
#
# Embedded, it is without lines of comments, and so are the scripts that are BARE: they are sent with every deployment, over lines that may be
# slow.
#
# A line `. "${0%/*}/other.sh"` is replaced by the text of that file, which is beside the script or below it; a script that is run by hand
# reads the file. In a joined script such lines are removed, because all parts are in it.
include_guard(GLOBAL)

function(_slipway_read_script path result)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
  file(READ "${path}" text)
  cmake_path(GET path PARENT_PATH folder)
  set(other "[a-z_/-]+\\.sh")
  while(text MATCHES "(\n# shellcheck source=${other})?\n\\. \"\\\${0%/\\*}/(${other})\"\n")
    set(line "${CMAKE_MATCH_0}")
    set(name "${CMAKE_MATCH_2}")
    if(name IN_LIST ARGN)
      string(REPLACE "${line}" "\n" text "${text}")
    else()
      _slipway_read_script("${folder}/${name}" included)
      string(REPLACE "#!/bin/sh\n" "\n" included "${included}")
      string(REPLACE "${line}" "\n${included}" text "${text}")
    endif()
  endwhile()
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

# The comments of a script that the text writes stay: they are for people on the host.
function(_slipway_without_comments text result)
  if(NOT text MATCHES "<<'END'")
    string(REGEX REPLACE "\n[ \t]*#[^\n]*" "" text "${text}")
  endif()
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

function(slipway_embed_scripts target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAMESPACE;HEADER;JOINED" "SCRIPTS;BARE;PARTS")
  # The C++ standard lets a compiler refuse a string literal of more than 65,536 bytes. clang accepts it, with a warning.
  set(pragma "#ifdef __clang__\n#pragma clang diagnostic ignored \"-Woverlength-strings\"\n#endif\n")
  set(content "#include \"${arg_HEADER}\"\n\n${pragma}\nnamespace ${arg_NAMESPACE} {\n\n")
  if(arg_JOINED)
    set(joined "${CMAKE_CURRENT_BINARY_DIR}/${arg_JOINED}")
    set(whole "")
    set(bare "")
    list(TRANSFORM arg_PARTS REPLACE ".*/" "" OUTPUT_VARIABLE names)
    foreach(part IN LISTS arg_PARTS)
      cmake_path(ABSOLUTE_PATH part BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" OUTPUT_VARIABLE path)
      _slipway_read_script("${path}" text ${names})
      if(whole)
        string(REPLACE "#!/bin/sh\n" "\n" text "${text}")
      endif()
      string(APPEND whole "${text}")
      _slipway_without_comments("${text}" text)
      string(APPEND bare "${text}")
    endforeach()
    file(CONFIGURE OUTPUT "${joined}" CONTENT "@whole@" @ONLY)
  endif()
  foreach(script IN LISTS arg_SCRIPTS joined)
    cmake_path(ABSOLUTE_PATH script BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" OUTPUT_VARIABLE path)
    cmake_path(GET path FILENAME name)
    string(MAKE_C_IDENTIFIER "${name}" identifier)
    _slipway_read_script("${path}" text)
    if(script STREQUAL "${joined}")
      set(text "${bare}")
    elseif(script IN_LIST arg_BARE)
      _slipway_without_comments("${text}" text)
    endif()
    string(APPEND content "const std::string_view ${identifier} = R\"slipway(${text})slipway\";\n\n")
  endforeach()
  string(APPEND content "}  // namespace ${arg_NAMESPACE}\n")
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/scripts.cpp")
  file(CONFIGURE OUTPUT "${generated}" CONTENT "@content@" @ONLY)
  target_sources(${target} PRIVATE "${generated}")
endfunction()
