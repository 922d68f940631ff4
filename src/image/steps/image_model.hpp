#pragma once

#include "classify/tree.hpp"
#include "image/context/context_view.hpp"
#include "image/steps/build_options.hpp"
#include "image/steps/step_builder.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// Where an image is built from: a directory of a tree, with the options of the build. All paths are from the
/// root of the tree; the tree must outlive the model.
struct ImageSource {
  const classify::Tree* tree = nullptr;
  std::string context;                     ///< "" is the root of the tree.
  std::string dockerfile;                  ///< Empty: `Dockerfile` in the context, else `dockerfile`.
  std::optional<std::string> inline_text;  ///< compose's `dockerfile_inline`, in the place of a file.
  BuildOptions options;
};

/// An image as its Dockerfile, its ignore file and its context describe it.
class ImageModel {
 public:
  /// Error where the Dockerfile or the ignore file cannot be read, or where Docker would refuse one of them.
  static Result<ImageModel> load(const ImageSource& source);

  const std::vector<BuildStep>& steps() const { return steps_.steps; }
  const std::vector<DeclaredArgument>& arguments() const { return steps_.arguments; }
  const std::vector<std::string>& base_images() const { return steps_.base_images; }
  const std::vector<std::string>& unbuilt_stages() const { return steps_.unbuilt_stages; }
  const std::vector<KeyPart>& metadata() const { return steps_.metadata; }

  /// The path of the Dockerfile in the tree; empty for an inline one.
  const std::string& dockerfile() const { return dockerfile_; }
  /// The path of the ignore file in use; empty where there is none.
  const std::string& ignore_file() const { return ignore_file_; }
  /// The contexts that steps take files from; 0 is the main one.
  const std::vector<ContextView>& contexts() const { return contexts_; }
  const ImageSource& source() const { return source_; }

  /// What all steps take from a context: together they decide what of it the builder is sent.
  std::vector<const ContextSelector*> selectors_of(std::size_t context) const;

  /// Why the model may be wrong about what the builder does: a `# syntax=` front end, patterns that cannot be
  /// evaluated exactly. One sentence each.
  const std::vector<std::string>& reservations() const { return reservations_; }

  /// A source that the builder will not find: the build stops at this step.
  struct Problem {
    std::size_t step = 0;
    std::string message;
  };
  /// Looks for the sources of every step in the contexts.
  Result<std::vector<Problem>> problems() const;

 private:
  ImageSource source_;
  std::string dockerfile_;
  std::string ignore_file_;
  BuildSteps steps_;
  std::vector<ContextView> contexts_;
  std::vector<std::string> reservations_;
};

}  // namespace slipway::image
