#include "swarm/yaml_text.hpp"

#include <gtest/gtest.h>

namespace slipway::swarm {
namespace {

TEST(YamlText, QuotesWhatYamlWouldReadOtherwise) {
  EXPECT_EQ(*yaml_quoted("plain"), "\"plain\"");
  EXPECT_EQ(*yaml_quoted("a \"b\" \\ c"), "\"a \\\"b\\\" \\\\ c\"");
  EXPECT_EQ(*yaml_quoted("two\nlines\ttab"), "\"two\\x0alines\\x09tab\"");
  EXPECT_EQ(*yaml_quoted("\x7f"), "\"\\x7f\"");
  EXPECT_EQ(*yaml_quoted("\xC2\x85"), "\"\\x85\"") << "a line end of YAML";
  EXPECT_EQ(*yaml_quoted("\xEF\xBB\xBF"), "\"\\ufeff\"");
  EXPECT_EQ(*yaml_quoted("grün 🙂"), "\"grün 🙂\"");
}

TEST(YamlText, RefusesWhatIsNotUtf8) {
  for (const char* text : {"\xFF", "a\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80"}) {
    EXPECT_FALSE(yaml_quoted(text));
  }
}

TEST(YamlText, WritesBlocks) {
  Json document;
  document["a"]["b"] = {"x", 1, true, nullptr};
  document["a"]["none"] = Json::object();
  document["list"] = Json::array({Json{{"k", "v"}, {"n", 0.5}}});
  document["empty"] = Json::array();
  EXPECT_EQ(*yaml_text(document), R"("a":
  "b":
    - "x"
    - 1
    - true
    - null
  "none": {}
"list":
  -
    "k": "v"
    "n": 0.5
"empty": []
)");
}

}  // namespace
}  // namespace slipway::swarm
