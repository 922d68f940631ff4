set(settings "${build}/slipway/app/settings.json")
expect_json("${settings}" build_on host)
expect_json("${settings}" registry registry.example.org:5000/team)
