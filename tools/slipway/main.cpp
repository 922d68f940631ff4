#include "cli/run.hpp"

int main(int argc, char** argv) {
  return slipway::cli::run(argc, argv);
}
