expect_json("${build}/slipway/app/settings.json" confirm_from_client ON)
expect_json("${build}/slipway/app/settings.json" allow_diverged ON)
expect_json("${build}/slipway/app/settings.json" replace_default_rules OFF)
# Older helpers may read it as well.
expect_json("${build}/slipway/app/settings.json" schema 1)
