// Linked before libgit2's archive, these take the place of the parts of libgit2 that talk to other machines.
// Slipway reads local repositories with libgit2 and leaves every transfer to git and ssh, while libgit2's own
// start-up would set up TLS and SSH (parsing all of the system's certificates) before the first object is
// read: several milliseconds of a command that needs one. The build checks that an archive links with this
// file and takes the shared library where one does not (cmake/dev/Dependencies.cmake).

extern "C" {

int git_mbedtls_stream_global_init() {
  return 0;
}
int git_mbedtls_stream_new(void**, const char*, const char*) {
  return -1;
}
int git_mbedtls_stream_wrap(void**, void*, const char*) {
  return -1;
}
int git_mbedtls__set_cert_location(const char*, const char*) {
  return -1;
}
int git_transport_ssh_global_init() {
  return 0;
}
int git_transport_ssh_with_paths(void**, void*, void*) {
  return -1;
}
int git_smart_subtransport_ssh(void**, void*, void*) {
  return -1;
}
int git_http_auth_negotiate(void**, void*) {
  return -1;
}

}  // extern "C"
