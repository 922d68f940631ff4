# The toolchain of a consumer that cross-compiles; nothing of it may reach the helper's build.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER /nowhere/aarch64-cc)
