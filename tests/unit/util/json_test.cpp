#include "util/json.hpp"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(Json, BytesThatAreNotUtf8AreKeptInHexadecimal) {
  Json object;
  put_bytes(object, "path", "caf\xe9\n");
  put_bytes(object, "name", "café");
  const auto read = parse_json(json_text(object), "a test");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->at("path"), "caf\xef\xbf\xbd\n");
  EXPECT_EQ(read->at("path_hex"), "636166e90a");
  EXPECT_EQ(read->at("name"), "café");
  EXPECT_FALSE(read->contains("name_hex"));
}

TEST(Json, WhatIsNoJsonIsAnErrorThatNamesTheFile) {
  for (const char* text : {"", "{", "{\"a\": 1,}", "{\"a\": \x1b}", "\xff"}) {
    const auto read = parse_json(text, "settings.json");
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, ExitCode::usage);
    EXPECT_EQ(read.error().what, "settings.json is not valid JSON");
    EXPECT_EQ(read.error().because.find('\x1b'), std::string::npos);
  }
}

}  // namespace
}  // namespace slipway
