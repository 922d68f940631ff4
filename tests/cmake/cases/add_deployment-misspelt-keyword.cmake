# error: unknown argument `DIRECTROY`
# error: did you mean `DIRECTORY`?
slipway_add_deployment(app HOST pi DIRECTROY ~/app)
