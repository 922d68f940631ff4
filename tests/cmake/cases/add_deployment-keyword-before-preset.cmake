# A variable that has no effect is named.
# stderr: Manually-specified variables were not used by the project: SLIPWAY_FULL_WHEN SLIPWAY_HOST
# argument: -DSLIPWAY_HOST=pi
# argument: -DSLIPWAY_FULL_WHEN=a
slipway_add_deployment(app HOST other DIRECTORY /srv/app FULL_WHEN b)
