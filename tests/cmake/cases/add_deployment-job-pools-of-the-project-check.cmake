expect_pools(link compile slipway_deployments)
