#pragma once

#include <string>

/// The file that the temperature is read from, and the offset that is added to it.
struct Sensor {
  std::string source;
  double offset = 0;
};

/// Reads the lines "source <file>" and "offset <degrees>".
Sensor sensor_from(const std::string& configuration);

/// The temperature as text, from the kernel's figure in thousandths of a degree.
std::string temperature_text(const std::string& thousandths, double offset);
