set(settings "${build}/slipway/app/settings.json")
expect_json("${settings}" fleet hosts 0 name north)
expect_json("${settings}" fleet hosts 0 tags 0 glass)
expect_json("${settings}" fleet hosts 1 name south)
