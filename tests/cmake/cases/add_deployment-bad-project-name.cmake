# error: PROJECT_NAME
# error: error: `My App` is not the name of a compose project
slipway_add_deployment(app HOST pi DIRECTORY ~/app PROJECT_NAME "My App")
