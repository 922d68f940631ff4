expect_json("${build}/slipway/app/settings.json" host other)
expect_json("${build}/slipway/app/settings.json" full_when 0 b)
