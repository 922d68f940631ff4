file(READ "${build}/slipway/app/settings.json" text)
if(text MATCHES "host_tests")
  fail("no tests" "${text}")
endif()
