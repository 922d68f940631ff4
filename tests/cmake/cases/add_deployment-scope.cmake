# output: arg_HOST is mine
# output: helper is mine
# A project's own variables neither reach the function nor are changed by it, whatever they are called.
set(arg_HOST mine)
set(arg_SERVICES mine)
set(helper mine)
set(name mine)
set(options mine)
set(default_PLATFORM linux/mine)
set(default_SERVICES mine)
set(_slipway_default_PROJECT_NAME mine)
slipway_add_deployment(app DIRECTORY ~/app HOST pi)
message(STATUS "arg_HOST is ${arg_HOST}")
message(STATUS "helper is ${helper}")
