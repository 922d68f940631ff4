#include "deploy/artifacts/elf.hpp"

#include "util/process.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <utility>

namespace slipway::deploy {
namespace {

/// e_ident, e_type and e_machine (elf(5)).
constexpr std::size_t header_bytes = 20;

/// e_machine, as Docker names it.
struct Machine {
  unsigned number;
  const char* name;  ///< Of 64 bits.
  const char* name_of_32_bits;
  bool has_both_endians = false;  ///< A program of little endian has "le" at the end of the name.
};
constexpr std::array<Machine, 9> machines{{{3, "386", "386"},
                                           {8, "mips64", "mips", true},
                                           {21, "ppc64", "ppc64", true},
                                           {22, "s390x", "s390"},
                                           {40, "arm", "arm"},
                                           {62, "amd64", "amd64"},
                                           {183, "arm64", "arm64"},
                                           {243, "riscv64", "riscv32"},
                                           {258, "loong64", "loong32"}}};

/// What stands between the brackets at the end of a line of `readelf -d`.
std::string bracketed(std::string_view line) {
  const std::size_t open = line.find('[');
  const std::size_t close = line.rfind(']');
  return open == std::string_view::npos || close == std::string_view::npos || close < open
             ? std::string{}
             : std::string(line.substr(open + 1, close - open - 1));
}

void keep_newest(std::string& newest, std::string_view name, std::string_view family) {
  if (name.starts_with(family)) {
    const std::string_view version = name.substr(family.size());
    if (!version.empty() && version.front() >= '0' && version.front() <= '9' &&
        (newest.empty() || is_newer(version, newest))) {
      newest = version;
    }
  }
}

/// "  [28] .debug_info  PROGBITS  0000000000000000 003035 0000c1 …"
void add_section(ElfFacts& facts, std::string_view line) {
  const std::size_t name = line.find("] .debug_");
  if (name == std::string_view::npos) {
    return;
  }
  std::vector<std::string> words;
  for (std::string& word : split(line.substr(name + 2), ' ')) {
    if (!word.empty()) {
      words.push_back(std::move(word));
    }
  }
  constexpr std::size_t size_column = 4;
  constexpr int hexadecimal = 16;
  if (words.size() > size_column) {
    facts.debug_bytes += number_of<std::uint64_t>(words[size_column], hexadecimal).value_or(0);
  }
}

bool has_bytes(const std::filesystem::path& file, std::string_view wanted) {
  std::ifstream stream(file, std::ios::binary);
  std::string window;
  std::vector<char> piece(std::size_t{1} << 20U);
  while (stream) {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    window.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
    if (window.find(wanted) != std::string::npos) {
      return true;
    }
    if (window.size() > wanted.size()) {
      window.erase(0, window.size() - wanted.size());
    }
  }
  return false;
}

}  // namespace

std::optional<ElfFacts> read_elf_header(std::string_view bytes) {
  if (bytes.size() < header_bytes || !bytes.starts_with("\x7f"
                                                        "ELF")) {
    return {};
  }
  const auto byte = [&](std::size_t at) {
    return static_cast<unsigned>(static_cast<unsigned char>(bytes[at]));
  };
  const bool is_big_endian = byte(5) == 2;
  const auto half = [&](std::size_t at) {
    return is_big_endian ? byte(at) << 8U | byte(at + 1) : byte(at + 1) << 8U | byte(at);
  };
  const unsigned type = half(16);
  if (type != 2 && type != 3) {  // ET_EXEC, ET_DYN
    return {};
  }
  ElfFacts facts;
  facts.bits = byte(4) == 2 ? 64 : 32;
  facts.machine = fmt::format("machine {}", half(18));
  for (const Machine& machine : machines) {
    if (machine.number == half(18)) {
      facts.machine = std::string(facts.bits == 64 ? machine.name : machine.name_of_32_bits) +
                      (is_big_endian || !machine.has_both_endians ? "" : "le");
    }
  }
  return facts;
}

void add_readelf_output(ElfFacts& facts, std::string_view output) {
  bool in_needs = false;
  for (const std::string& line : split(output, '\n')) {
    if (line.starts_with("Version ") || line.starts_with("Attribute Section")) {
      in_needs = line.starts_with("Version needs section");
    }
    if (line.find("[Requesting program interpreter: ") != std::string::npos) {
      facts.interpreter = bracketed(line).substr(std::string_view("Requesting program interpreter: ").size());
    } else if (line.find("(NEEDED)") != std::string::npos) {
      facts.needed.push_back(bracketed(line));
    } else if (line.find("(SONAME)") != std::string::npos) {
      facts.soname = bracketed(line);
    } else if (line.find("(RUNPATH)") != std::string::npos || line.find("(RPATH)") != std::string::npos) {
      facts.run_path = split(bracketed(line), ':');
    } else if (const std::size_t name = line.find("Name: "); in_needs && name != std::string::npos) {
      const std::string_view rest = std::string_view(line).substr(name + std::string_view("Name: ").size());
      const std::string_view version = rest.substr(0, rest.find(' '));
      keep_newest(facts.glibc, version, "GLIBC_");
      keep_newest(facts.glibcxx, version, "GLIBCXX_");
    } else if (const std::size_t tag = line.find("Tag_CPU_arch: v"); tag != std::string::npos) {
      const std::string_view version =
          std::string_view(line).substr(tag + std::string_view("Tag_CPU_arch: v").size());
      facts.arm_version =
          number_of<unsigned>(version.substr(0, version.find_first_not_of("0123456789"))).value_or(0);
    } else {
      add_section(facts, line);
    }
  }
}

std::optional<ElfFacts> examine_elf(const std::filesystem::path& file, const std::string& readelf,
                                    const std::vector<std::string>& build_paths) {
  std::string start(header_bytes, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(stream.gcount()));
  auto facts = read_elf_header(start);
  if (!facts) {
    return facts;
  }
  const auto printed =
      run({.argv = {readelf.empty() ? "readelf" : readelf, "-W", "-l", "-d", "-V", "-S", "-A", file.native()},
           .environment = {{"LC_ALL", "C"}}});
  if (printed) {
    add_readelf_output(*facts, printed->out);
  }
  if (facts->debug_bytes == 0) {
    for (const std::string& path : build_paths) {
      if (!path.empty() && facts->build_path.empty() && has_bytes(file, path + "/")) {
        facts->build_path = path;
      }
    }
  }
  return facts;
}

}  // namespace slipway::deploy
