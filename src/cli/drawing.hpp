#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace slipway::cli {

/// Whether lines can be drawn over on standard error, and the person has not asked for plain ones. Commands
/// that are printed as they are run would be drawn over, too.
bool can_draw();

/// Lines at the end of standard error that are drawn again and again, and others above them that stay. The
/// terminal's modes are never changed.
class Drawing {
 public:
  /// How long a drawing stands.
  static constexpr std::chrono::milliseconds frame{150};

  struct Size {
    std::size_t columns;
    std::size_t rows;
  };
  /// Of the terminal; of a usual one if it does not say.
  static Size size();

  /// Draws `lines` in the place of those that it has drawn last, below the `lasting` ones. None of `lines` is
  /// as wide as the terminal.
  void show(const std::vector<std::string>& lasting, const std::vector<std::string>& lines);

 private:
  std::string erase_drawn(std::size_t columns);

  std::vector<std::size_t> drawn_widths_;  ///< Of each line that is on the screen to be drawn over.
};

}  // namespace slipway::cli
