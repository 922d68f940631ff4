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
  /// Error if the Dockerfile or the ignore file cannot be read, or if Docker would refuse one of them.
  static Result<ImageModel> load(const ImageSource& source);

  const std::vector<BuildStep>& steps() const { return steps_.steps; }
  const std::vector<DeclaredArgument>& arguments() const { return steps_.arguments; }
  const std::vector<std::string>& base_images() const { return steps_.base_images; }
  const std::vector<std::string>& triggers() const { return steps_.triggers; }
  const std::vector<std::string>& unbuilt_stages() const { return steps_.unbuilt_stages; }
  const std::vector<KeyPart>& metadata() const { return steps_.metadata; }

  /// The path of the Dockerfile in the tree; empty for an inline one.
  const std::string& dockerfile() const { return dockerfile_; }
  const std::string& dockerfile_text() const { return dockerfile_text_; }
  /// The path of the ignore file in use; empty if there is none.
  const std::string& ignore_file() const { return ignore_file_; }
  /// The contexts that steps take files from; 0 is the main one.
  const std::vector<ContextView>& contexts() const { return contexts_; }
  const ImageSource& source() const { return source_; }

  /// Paths that decide what the image is made from although no step takes them: the names under which the
  /// builder looks for something, links on the way, and where they lead. A change of any counts.
  struct Ways {
    std::vector<std::string> dockerfile;
    std::vector<std::string> ignore_file;
    std::vector<std::string> contexts;  ///< Links alone: what a context contains is up to the steps.

    friend bool operator==(const Ways&, const Ways&) = default;
  };
  const Ways& ways() const { return ways_; }

  /// What all steps take from a context: together they decide what of it the builder is sent.
  std::vector<const ContextSelector*> selectors_of(std::size_t context) const;

  /// Why the model may be wrong about what the builder does: a `# syntax=` front end, patterns that cannot be
  /// evaluated exactly. One sentence each.
  const std::vector<std::string>& reservations() const { return reservations_; }

  /// Whether one of the reservations is about a front end that is not Docker's own, or a later version of it.
  bool has_foreign_front_end() const { return foreign_front_end_; }

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
  std::string dockerfile_text_;
  std::string ignore_file_;
  Ways ways_;
  BuildSteps steps_;
  std::vector<ContextView> contexts_;
  std::vector<std::string> reservations_;
  bool foreign_front_end_ = false;
};

/// Where the Dockerfile lies in the tree, as a builder has to be told.
struct DockerfilePlace {
  std::string path;  ///< The name that was asked for, or in lower case; links to its directory followed.
  /// The same. Where a link leads out of the directory that it lies in, which BuildKit does not follow: the
  /// path behind it.
  std::string builders_path;
  std::string behind_links;      ///< The file itself.
  std::vector<std::string> way;  ///< ImageModel::Ways.
};

/// Looks for the Dockerfile. `asked` is relative to the root of the tree. Error if there is none.
Result<DockerfilePlace> find_dockerfile(const classify::Tree& tree, const std::string& asked);

}  // namespace slipway::image
