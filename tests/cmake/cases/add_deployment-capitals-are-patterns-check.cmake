expect_json("${build}/slipway/app/settings.json" cached_when 2 NOTICE)
expect_json("${build}/slipway/app/settings.json" services 0 MY_SERVICE)
