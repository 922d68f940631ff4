#include "util/tar.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <utility>

namespace slipway {
namespace {

constexpr std::size_t tar_block = 512;
constexpr std::size_t longest_plain_name = 100;

/// "27 path=a/long/name\n", whose number counts the record with itself.
std::string path_record(std::string_view name) {
  const std::string rest = fmt::format(" path={}\n", name);
  std::size_t length = rest.size() + 1;
  while (std::to_string(length).size() + rest.size() != length) {
    length = std::to_string(length).size() + rest.size();
  }
  return std::to_string(length) + rest;
}

}  // namespace

void Tar::add(std::string_view name, std::string_view content, bool executable) {
  constexpr unsigned readable = 0644;
  constexpr unsigned runnable = 0755;
  if (name.size() > longest_plain_name) {
    add_entry("path", path_record(name), readable, 'x');
  }
  add_entry(name.substr(0, longest_plain_name), content, executable ? runnable : readable, '0');
}

void Tar::add_entry(std::string_view name, std::string_view content, unsigned mode, char type) {
  constexpr std::size_t checksum_at = 148;
  constexpr std::size_t checksum_length = 8;
  std::array<char, tar_block> header{};
  const auto put = [&](std::size_t at, std::string_view text) {
    std::memcpy(header.data() + at, text.data(), text.size());
  };
  put(0, name);
  put(100, fmt::format("{:07o}", mode));
  put(108, "0000000");
  put(116, "0000000");
  put(124, fmt::format("{:011o}", content.size()));
  put(136, "00000000000");
  put(checksum_at, "        ");
  header.at(156) = type;
  put(257, "ustar");
  put(263, "00");
  unsigned sum = 0;
  for (const char byte : header) {
    sum += static_cast<unsigned char>(byte);
  }
  std::string checksum = fmt::format("{:06o}", sum);
  checksum.resize(checksum_length - 1, '\0');
  put(checksum_at, checksum);
  bytes_.append(header.data(), header.size());
  bytes_ += content;
  bytes_.append((tar_block - content.size() % tar_block) % tar_block, '\0');
}

std::string Tar::finish() && {
  bytes_.append(2 * tar_block, '\0');
  return std::move(bytes_);
}

}  // namespace slipway
