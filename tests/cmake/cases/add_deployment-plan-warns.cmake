# environment: FAKE_STDERR=warning: no ignore file
# stderr: warning: no ignore file
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
