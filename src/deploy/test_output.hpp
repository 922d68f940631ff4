#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::deploy {

/// Reads what run-test.sh prints: its own words, which start with a nonce, and between them the output of the
/// program, which is handed on byte for byte.
class TestOutput {
 public:
  TestOutput(const std::string& nonce, std::function<void(std::string_view)> sink);

  /// False if the script waits for the files.
  bool take(std::string_view piece);
  /// After the last piece: the program's exit status, or nothing if the script did not say that it has ended.
  std::optional<int> finish();

  bool wants_files() const { return wants_files_; }
  bool has_begun() const { return has_begun_; }

 private:
  std::string send_;
  std::string go_;
  std::string end_;
  std::function<void(std::string_view)> sink_;
  std::string held_;
  bool wants_files_ = false;
  bool has_begun_ = false;
};

}  // namespace slipway::deploy
