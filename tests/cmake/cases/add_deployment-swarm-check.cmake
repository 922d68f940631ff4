set(settings "${build}/slipway/app/settings.json")
expect_json("${settings}" engine swarm)
expect_json("${settings}" nodes 0 pi2)
expect_json("${settings}" nodes 1 deploy@pi3)
