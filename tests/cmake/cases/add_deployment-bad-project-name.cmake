# error: PROJECT_NAME
# error: found `My App`
slipway_add_deployment(app HOST pi DIRECTORY ~/app PROJECT_NAME "My App")
