include_guard(GLOBAL)

# Sets `out` to an error in three parts: what is wrong, why, and the fix. `subject` names the function and the keyword. Any part
# may have several lines; a cause of "" has none.
function(_slipway_error_text out subject what because fix)
  set(text "${subject}")
  # CMake reflows lines that start at the margin and leaves indented ones alone.
  foreach(part IN ITEMS "error: ${what}" "because: ${because}" "fix: ${fix}")
    if(NOT part STREQUAL "because: ")
      string(REGEX MATCH "^[a-z]+: " name "${part}")
      string(REGEX REPLACE "." " " indent "${name}")
      string(REPLACE "\n" "\n  ${indent}" part "${part}")
      string(APPEND text "\n  ${part}")
    endif()
  endforeach()
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

# Ends the configure run with such an error, if the project itself is wrong. If something is wrong with the release, the host or this
# machine, only the deployment has a problem: problem.cmake.
function(_slipway_fail subject what because fix)
  _slipway_error_text(text "${subject}" "${what}" "${because}" "${fix}")
  message(FATAL_ERROR "${text}")
endfunction()
