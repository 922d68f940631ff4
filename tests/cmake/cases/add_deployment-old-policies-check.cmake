expect_json("${build}/slipway/app/settings.json" host pi)
expect_json("${build}/slipway/app/settings.json" services 0 pi)
