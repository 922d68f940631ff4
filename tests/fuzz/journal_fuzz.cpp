#include "deploy/plan/journal.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

// The input is the message of a journal entry, which lies on the host. Whatever it says, it is read; a number
// of a release that it gives twice is the last one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  slipway::git::CommitInfo commit;
  commit.id = "e";
  commit.message.assign(reinterpret_cast<const char*>(data), size);
  const slipway::deploy::Release release = slipway::deploy::parse_release(commit);
  commit.message += "\nRelease: 7\nOutcome: deployed\nImage: web sha256:1 7 web:slipway-7\n";
  const slipway::deploy::Release known = slipway::deploy::parse_release(commit);
  if (release.entry != "e" || known.number != 7 || !known.healthy() || known.image("web") == nullptr ||
      known.image("web")->built_by != 7) {
    std::abort();
  }
  return 0;
}
