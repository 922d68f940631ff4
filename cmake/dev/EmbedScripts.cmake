# slipway_embed_scripts(<target> NAMESPACE <namespace> SCRIPTS <file.sh>...)
#
# Makes each shell script a `std::string_view` constant of the library: `probe.sh` becomes `probe_sh`, declared in
# scripts.hpp beside the scripts. The scripts stay files that can be read, checked and run by hand.
include_guard(GLOBAL)

function(slipway_embed_scripts target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAMESPACE;HEADER" "SCRIPTS")
  set(content "#include \"${arg_HEADER}\"\n\nnamespace ${arg_NAMESPACE} {\n\n")
  foreach(script IN LISTS arg_SCRIPTS)
    cmake_path(ABSOLUTE_PATH script BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" OUTPUT_VARIABLE path)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${path}")
    cmake_path(GET path FILENAME name)
    string(MAKE_C_IDENTIFIER "${name}" identifier)
    file(READ "${path}" text)
    string(APPEND content "const std::string_view ${identifier} = R\"slipway(${text})slipway\";\n\n")
  endforeach()
  string(APPEND content "}  // namespace ${arg_NAMESPACE}\n")
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/scripts.cpp")
  file(CONFIGURE OUTPUT "${generated}" CONTENT "@content@" @ONLY)
  target_sources(${target} PRIVATE "${generated}")
endfunction()
