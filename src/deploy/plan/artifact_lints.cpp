#include "deploy/plan/artifact_lints.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <utility>

namespace slipway::deploy {
namespace {

using classify::Finding;

/// The C and C++ libraries of an image, as far as its name tells. Releases of distributions do not change
/// theirs.
struct Libc {
  std::string_view word;     ///< In the image's reference.
  std::string_view glibc;    ///< Its version; empty: musl, or none at all.
  std::string_view glibcxx;  ///< The newest GLIBCXX_… of its libstdc++.
};
constexpr std::array<Libc, 15> libcs{{{"alpine", "", ""},
                                      {"buster", "2.28", "3.4.25"},
                                      {"bullseye", "2.31", "3.4.28"},
                                      {"bookworm", "2.36", "3.4.30"},
                                      {"trixie", "2.41", "3.4.33"},
                                      {"debian:10", "2.28", "3.4.25"},
                                      {"debian:11", "2.31", "3.4.28"},
                                      {"debian:12", "2.36", "3.4.30"},
                                      {"debian:13", "2.41", "3.4.33"},
                                      {"ubuntu:20.04", "2.31", "3.4.28"},
                                      {"ubuntu:22.04", "2.35", "3.4.30"},
                                      {"ubuntu:24.04", "2.39", "3.4.33"},
                                      {"focal", "2.31", "3.4.28"},
                                      {"jammy", "2.35", "3.4.30"},
                                      {"noble", "2.39", "3.4.33"}}};

const Libc* libc_of(const std::string& image) {
  const auto* const found = std::find_if(
      libcs.begin(), libcs.end(), [&](const Libc& one) { return image.find(one.word) != std::string::npos; });
  return found == libcs.end() ? nullptr : found;
}

/// Libraries that come with a C library or a compiler's run time: every image with a libc that fits has them,
/// or a package brings them.
bool is_of_toolchain(const std::string& library) {
  constexpr std::array<std::string_view, 14> stems{
      "libc.so.",      "libm.so.",     "libdl.so.",     "libpthread.so.", "librt.so.",
      "libutil.so.",   "libgcc_s.so.", "libstdc++.so.", "ld-linux",       "linux-vdso.so.",
      "libresolv.so.", "libnsl.so.",   "libanl.so.",    "libatomic.so."};
  return std::any_of(stems.begin(), stems.end(),
                     [&](std::string_view stem) { return library.starts_with(stem); });
}

/// The linker of glibc that each architecture has.
std::string_view interpreter_of(std::string_view architecture) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> linkers{
      {{"amd64", "/lib64/ld-linux-x86-64.so.2"},
       {"arm64", "/lib/ld-linux-aarch64.so.1"},
       {"arm", "/lib/ld-linux-armhf.so.3"},
       {"386", "/lib/ld-linux.so.2"},
       {"riscv64", "/lib/ld-linux-riscv64-lp64d.so.1"}}};
  for (const auto& [name, linker] : linkers) {
    if (name == architecture) {
      return linker;
    }
  }
  return {};
}

/// 7 of "arm/v7"; 0 if it does not say.
unsigned arm_version_of(std::string_view architecture) {
  constexpr std::string_view start = "arm/v";
  return architecture.starts_with(start) ? number_of<unsigned>(architecture.substr(start.size())).value_or(0)
                                         : 0;
}

std::string machine_text(const ElfFacts& facts) {
  return facts.machine == "arm" && facts.arm_version != 0 ? fmt::format("arm (ARMv{})", facts.arm_version)
                                                          : facts.machine;
}

bool runs(const ElfFacts& facts, std::string_view machine) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> both{
      {{"amd64", "386"}, {"arm64", "arm"}, {"mips64", "mips"}, {"mips64le", "mipsle"}}};
  return facts.machine == machine || std::any_of(both.begin(), both.end(), [&](const auto& pair) {
           return pair.first == machine && pair.second == facts.machine;
         });
}

/// Why it cannot run there; empty if it can, or if that is not known.
std::string mismatch(const ElfFacts& facts, const std::string& architecture) {
  const std::string plain = architecture.substr(0, architecture.find('/'));
  if (plain.empty() || facts.machine.starts_with("machine ")) {
    return {};
  }
  if (!runs(facts, plain)) {
    return machine_text(facts);
  }
  if (facts.machine == "arm" && plain == "arm") {
    const unsigned most = arm_version_of(architecture);
    if (most != 0 && facts.arm_version > most) {
      return fmt::format("ARMv{}", facts.arm_version);
    }
  }
  return {};
}

/// Why it can run on none of them.
std::string mismatch(const ElfFacts& facts, const std::vector<std::string>& architectures) {
  std::string why;
  for (const std::string& architecture : architectures) {
    why = mismatch(facts, architecture);
    if (why.empty()) {
      return why;
    }
  }
  return why;
}

class Lints {
 public:
  Lints(const BuiltArtifacts& built, const std::vector<std::string>& architectures,
        const std::vector<std::string>& base_images)
      : architectures_(architectures), base_images_(base_images) {
    for (const Artifact& file : built.files) {
      names_.insert(file.path.substr(file.path.rfind('/') + 1));
    }
    for (const auto& [path, facts] : built.elf) {
      if (!facts.soname.empty()) {
        names_.insert(facts.soname);
      }
    }
    for (const auto& [path, facts] : built.elf) {
      look_at(path, facts);
    }
  }

  std::vector<Finding> found() && { return std::move(findings_); }

 private:
  Finding& add(std::string name, const std::string& path, std::string message, std::string cost,
               std::string fix) {
    return findings_.emplace_back(
        Finding{std::move(name), {}, path, 0, std::move(message), std::move(cost), std::move(fix), {}});
  }

  void look_at(const std::string& path, const ElfFacts& facts) {
    const std::string name = fmt::format("`{}`", printable(path));
    if (const std::string machine = mismatch(facts, architectures_); !machine.empty()) {
      add("artifact-architecture", path,
          fmt::format("{} is for {}, and the images are for {}", name, machine, join(architectures_, " or ")),
          "it does not start there: a deployment is refused",
          "build with the toolchain file of that machine, or correct PLATFORM; if it does run there, SILENCE "
          "artifact-architecture: then it is not refused either")
          .severity = classify::Severity::error;
      return;
    }
    look_at_libc(path, name, facts);
    look_at_libraries(path, name, facts);
    const auto build_tree =
        std::find_if(facts.run_path.begin(), facts.run_path.end(), [](const std::string& part) {
          return part.starts_with("/home/") || part.starts_with("/root/") || part.starts_with("/tmp/") ||
                 part.starts_with("/build") || part.find("/build/") != std::string::npos;
        });
    if (build_tree != facts.run_path.end()) {
      add("artifact-run-path", path,
          fmt::format("the run path of {} has `{}`, a directory of this machine", name,
                      printable(*build_tree)),
          "libraries are looked for there first, and not found",
          "set INSTALL_RPATH of the target to $ORIGIN, or leave it empty");
    }
    constexpr std::uint64_t least_debug = 100'000;
    if (facts.debug_bytes > least_debug) {
      add("artifact-debug-info", path, fmt::format("{} has debug information", name),
          fmt::format("{} of it go to the host, and into its images", bytes_text(facts.debug_bytes)),
          "STRIP in slipway_add_artifacts(); the build directory keeps the program with it");
    }
    if (!facts.build_path.empty()) {
      add("artifact-build-path", path,
          fmt::format("{} has `{}` in it, a directory of this machine", name, printable(facts.build_path)),
          "a build in another directory makes another program, which is deployed again",
          "compile with -ffile-prefix-map=<source directory>=.");
    }
  }

  bool has_own(const std::string& library) const { return names_.contains(library); }

  void look_at_libc(const std::string& path, const std::string& name, const ElfFacts& facts) {
    const std::string_view usual = interpreter_of(facts.machine);
    const bool wants_musl = facts.interpreter.find("ld-musl") != std::string::npos;
    if (!facts.interpreter.empty() && !wants_musl && !usual.empty() && facts.interpreter != usual) {
      add("artifact-interpreter", path,
          fmt::format("{} asks for the dynamic linker `{}`", name, printable(facts.interpreter)),
          "an image that does not have it there says: no such file or directory",
          fmt::format("link with the compiler of the target, whose linker is {}", usual));
    }
    for (const std::string& image : base_images_) {
      const Libc* const libc = libc_of(image);
      if (libc == nullptr) {
        continue;
      }
      if (libc->glibc.empty() != wants_musl && (wants_musl || !facts.interpreter.empty())) {
        add("artifact-libc", path,
            fmt::format("{} is linked with {}, and `{}` has {}", name, wants_musl ? "musl" : "glibc",
                        printable(image), wants_musl ? "glibc" : "musl"),
            "it does not start there: no such file or directory",
            "take a base image with the same C library, or link statically");
      } else if (!libc->glibc.empty() && !facts.glibc.empty() && is_newer(facts.glibc, libc->glibc)) {
        add("artifact-libc", path,
            fmt::format("{} needs glibc {}, and `{}` has {}", name, facts.glibc, printable(image),
                        libc->glibc),
            fmt::format("it does not start there: version `GLIBC_{}' not found", facts.glibc),
            "build with the sysroot or compiler of that release, or take a newer base image");
      } else if (!libc->glibcxx.empty() && !facts.glibcxx.empty() && !has_own("libstdc++.so.6") &&
                 is_newer(facts.glibcxx, libc->glibcxx)) {
        add("artifact-libc", path,
            fmt::format("{} needs libstdc++ with GLIBCXX_{}, and that of `{}` ends at GLIBCXX_{}", name,
                        facts.glibcxx, printable(image), libc->glibcxx),
            fmt::format("it does not start there: version `GLIBCXX_{}' not found", facts.glibcxx),
            "link with -static-libstdc++, build with the compiler of that release, or take a newer base "
            "image");
      }
    }
  }

  void look_at_libraries(const std::string& path, const std::string& name, const ElfFacts& facts) {
    std::vector<std::string> strangers;
    bool needs_own = false;
    for (const std::string& library : facts.needed) {
      if (names_.contains(library)) {
        needs_own = true;
      } else if (!is_of_toolchain(library)) {
        strangers.push_back(library);
      }
    }
    if (!strangers.empty()) {
      add("artifact-needs-library", path,
          fmt::format("{} needs {}, which is no artifact", name, printable(join(strangers, ", "))),
          "without it in the image the program does not start",
          "install its package in the Dockerfile, link it statically, or add it to the artifacts; then "
          "SILENCE this");
    }
    if (needs_own && facts.run_path.empty() && !facts.interpreter.empty()) {
      add("artifact-no-run-path", path,
          fmt::format("{} needs a library of this project, and has no run path", name),
          "the library is found in the directories of the image's own linker alone",
          "set INSTALL_RPATH of the target to $ORIGIN, or copy the library to /usr/local/lib and run "
          "ldconfig");
    }
  }

  const std::vector<std::string>& architectures_;
  const std::vector<std::string>& base_images_;
  std::set<std::string> names_;  ///< Of the libraries that are among the artifacts.
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> artifact_lints(const BuiltArtifacts& built,
                                    const std::vector<std::string>& architectures,
                                    const std::vector<std::string>& base_images) {
  return Lints(built, architectures, base_images).found();
}

std::string docker_architecture(std::string_view platform) {
  const std::size_t slash = platform.find('/');
  const std::string_view machine = slash == std::string_view::npos ? platform : platform.substr(slash + 1);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> names{{{"x86_64", "amd64"},
                                                                                {"aarch64", "arm64"},
                                                                                {"armv6l", "arm/v6"},
                                                                                {"armv7l", "arm/v7"},
                                                                                {"armv8l", "arm/v8"},
                                                                                {"armhf", "arm/v7"},
                                                                                {"i386", "386"},
                                                                                {"i686", "386"},
                                                                                {"loongarch64", "loong64"}}};
  for (const auto& [machines, name] : names) {
    if (machine == machines) {
      return std::string(name);
    }
  }
  return std::string(machine);
}

Architectures wanted_architectures(const std::set<std::string>& platforms, const std::string& engine,
                                   const std::string& machine) {
  Architectures wanted;
  const unsigned arm_version = arm_version_of(docker_architecture(machine));
  for (const std::string& platform : platforms) {
    std::string name = docker_architecture(platform.empty() ? engine : platform);
    std::string whose =
        platform.empty() ? "what the engine of the host is" : "what PLATFORM or the compose file says";
    // Neither the engine nor PLATFORM alone tells an ARMv6 from an ARMv7.
    if (arm_version != 0 && name.substr(0, name.find('/')) == "arm" &&
        (arm_version_of(name) == 0 || arm_version_of(name) > arm_version)) {
      name = docker_architecture(machine);
      whose = "what the host is";
    }
    wanted.names.push_back(std::move(name));
    wanted.whose =
        wanted.whose.empty() || wanted.whose == whose ? whose : "what the compose file and the host say";
  }
  return wanted;
}

Result<void> check_architecture(const BuiltArtifacts& built, const Architectures& wanted) {
  for (const auto& [path, facts] : built.elf) {
    if (const std::string machine = mismatch(facts, wanted.names); !machine.empty()) {
      return fail(ExitCode::refused,
                  fmt::format("an artifact is for another machine than {}, which is {}",
                              join(wanted.names, " or "), wanted.whose),
                  fmt::format("`{}` is for {}", printable(path), machine),
                  "build with the toolchain file of that machine: cmake --preset <preset of the machine>\n"
                  "or, if it does run there: SILENCE artifact-architecture in slipway_add_deployment()");
    }
  }
  return {};
}

}  // namespace slipway::deploy
