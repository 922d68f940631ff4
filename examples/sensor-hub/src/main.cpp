// Answers every request on port 8080 with a temperature.
#include "reading.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

namespace {

constexpr std::uint16_t port = 8080;

std::string content_of(const std::string& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

sockaddr_in address_on(std::uint32_t interface) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(interface);
  return address;
}

/// The health check: asks the running program for an answer.
int ask() {
  const int connection = ::socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in address = address_on(INADDR_LOOPBACK);
  const std::string request = "GET / HTTP/1.0\r\n\r\n";
  char answer[16] = {};
  const bool works =
      ::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::write(connection, request.data(), request.size()) > 0 &&
      ::read(connection, answer, sizeof answer - 1) > 0;
  return works && std::string(answer).rfind("HTTP/1.0 200", 0) == 0 ? 0 : 1;
}

int serve(const Sensor& sensor) {
  const int listening = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const sockaddr_in address = address_on(INADDR_ANY);
  if (::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listening, 16) != 0) {
    std::perror("sensor-hub: port 8080");
    return 1;
  }
  while (true) {
    const int connection = ::accept(listening, nullptr, nullptr);
    if (connection < 0) {
      continue;
    }
    char request[1024];
    const std::string body = temperature_text(content_of(sensor.source), sensor.offset) + "\n";
    const std::string answer =
        "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body;
    if (::read(connection, request, sizeof request) > 0 &&
        ::write(connection, answer.data(), answer.size()) < 0) {
      std::perror("sensor-hub: an answer");
    }
    ::close(connection);
  }
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::fprintf(stderr, "usage: sensor-hub CONFIGURATION | --health\n");
    return 2;
  }
  const std::string word = words[1];
  return word == "--health" ? ask() : serve(sensor_from(content_of(word)));
}
