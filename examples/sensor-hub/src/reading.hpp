#pragma once

#include <string>

/// Where a temperature is read from, and what is added to it.
struct Sensor {
  std::string source;
  double offset = 0;
};

/// Reads the lines "source <file>" and "offset <degrees>".
Sensor sensor_from(const std::string& configuration);

/// The text of a temperature, from what the kernel says: thousandths of a degree.
std::string temperature_text(const std::string& thousandths, double offset);
