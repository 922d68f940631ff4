# A list cannot hold "second [reason" beside another one.
# output: <first; deployment><second [reason>
slipway_add_deployment(app HOST pi DIRECTORY "~/app")
slipway_get_plan(app JSON json)
set(texts "")
foreach(index RANGE 1)
  string(JSON text GET "${json}" reasons ${index} text)
  string(APPEND texts "<${text}>")
endforeach()
message(STATUS "${texts}")
