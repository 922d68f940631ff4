#include "reading.hpp"

#include <cstdio>
#include <cstdlib>
#include <sstream>

Sensor sensor_from(const std::string& configuration) {
  Sensor sensor;
  std::istringstream lines(configuration);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string key;
    words >> key;
    if (key == "source") {
      words >> sensor.source;
    } else if (key == "offset") {
      words >> sensor.offset;
    }
  }
  return sensor;
}

std::string temperature_text(const std::string& thousandths, double offset) {
  char* end = nullptr;
  const double value = std::strtod(thousandths.c_str(), &end);
  if (end == thousandths.c_str()) {
    return "no reading";
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.1f degrees", value / 1000 + offset);
  return text;
}
