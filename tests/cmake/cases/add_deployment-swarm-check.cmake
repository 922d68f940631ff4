set(settings "${build}/slipway/app/settings.json")
expect_json("${settings}" engine swarm)
expect_json("${settings}" nodes 0 pi2)
expect_json("${settings}" nodes 1 deploy@pi3)
# A helper that does not know these members refuses the file.
expect_json("${settings}" schema 2)
expect_json("${settings}" requires 0 engine)
