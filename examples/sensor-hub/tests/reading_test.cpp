#include "reading.hpp"

#include <cstdio>

namespace {

int failures = 0;

void expect(const std::string& found, const std::string& expected) {
  if (found != expected) {
    std::fprintf(stderr, "expected `%s`, found `%s`\n", expected.c_str(), found.c_str());
    ++failures;
  }
}

}  // namespace

int main() {
  const Sensor sensor = sensor_from("# A comment.\nsource /sys/temp\noffset -1.5\n");
  expect(sensor.source, "/sys/temp");
  expect(temperature_text("21500\n", sensor.offset), "20.0 degrees");
  expect(temperature_text("", 0), "no reading");
  return failures == 0 ? 0 : 1;
}
