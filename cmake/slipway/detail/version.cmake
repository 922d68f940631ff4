include_guard(GLOBAL)

# Sets `out` to the version of this module, which is also the version of the helper it can talk to.
# cmake/dev/InstallSlipway.cmake compares it with the project's version.
function(_slipway_module_version out)
  set(${out} "0.1.0" PARENT_SCOPE)
endfunction()
