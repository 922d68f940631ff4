# error: error: `DIRECTROY` is not a keyword
# error: did you mean `DIRECTORY`?
slipway_add_deployment(app HOST pi DIRECTROY ~/app)
