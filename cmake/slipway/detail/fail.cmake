include_guard(GLOBAL)

# Ends the configure run with an error in three parts: what was expected, what was found, and what to do next.
# `subject` names the function and the keyword. Any part may have several lines.
function(_slipway_fail subject expected found next)
  # CMake reflows lines that start at the margin and leaves indented ones alone.
  foreach(part IN ITEMS expected found next)
    string(REPLACE "\n" "\n            " ${part} "${${part}}")
  endforeach()
  message(FATAL_ERROR
    "${subject}\n"
    "  expected  ${expected}\n"
    "  found     ${found}\n"
    "  next      ${next}")
endfunction()
