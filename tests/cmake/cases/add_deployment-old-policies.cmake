# A project of an older CMake's manners: the module brings its own policies, and leaves the project's as they are.
# minimum: 3.10
# output: CMP0121 is still unset: .
set(pi expanded)
slipway_add_deployment(app HOST pi DIRECTORY ~/app SERVICES pi)
cmake_policy(GET CMP0121 policy)
message(STATUS "CMP0121 is still unset: ${policy}.")
