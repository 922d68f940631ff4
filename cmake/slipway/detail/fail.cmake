include_guard(GLOBAL)

# Sets `out` to an error in three parts: what was expected, what was found, and what to do next. `subject` names the function
# and the keyword. Any part may have several lines.
function(_slipway_error_text out subject expected found next)
  # CMake reflows lines that start at the margin and leaves indented ones alone.
  foreach(part IN ITEMS expected found next)
    string(REPLACE "\n" "\n            " ${part} "${${part}}")
  endforeach()
  set(${out}
    "${subject}\n  expected  ${expected}\n  found     ${found}\n  next      ${next}"
    PARENT_SCOPE)
endfunction()

# Ends the configure run with such an error: what the project says is wrong. What is wrong with the release, the host or this
# machine is a problem of the deployment alone: problem.cmake.
function(_slipway_fail subject expected found next)
  _slipway_error_text(text "${subject}" "${expected}" "${found}" "${next}")
  message(FATAL_ERROR "${text}")
endfunction()
