expect_json("${build}/slipway/one/settings.json" replace_default_rules OFF)
expect_json("${build}/slipway/two/settings.json" replace_default_rules ON)
