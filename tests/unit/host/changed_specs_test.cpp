#include "runner_function.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

#include <string>

namespace slipway::host {
namespace {

/// What the runner's function changed_specs says of the definitions then and now.
std::string changed_since(const std::string& then, const std::string& now) {
  const auto finished = run({.argv = {"/bin/sh", "-c", runner_function("changed_specs") + "changed_specs\n"}},
                            then + "\n" + now);
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(ChangedSpecs, SayWhatDiffers) {
  const std::string engine = "engine 26.1.5 26.1.5\n";
  const auto line = [](const std::string& name, const std::string& task, const std::string& rest) {
    return "service " + name + "\t" + task + "\t{" + rest + "," + task + "}";
  };
  const std::string rest = R"("Labels":{"a":"1"},"Mode":{"Replicated":{"Replicas":3}})";
  const std::string task = R"({"Image":"sha256:1","Env":["A=\"Replicas\":7"]})";
  const std::string web = line("shop_web", task, rest);
  const std::string db = line("shop_db", task, rest);
  const std::string all = engine + db + "\n" + web + "\n";
  const auto with = [&](const std::string& text, const std::string& from, const std::string& to) {
    std::string changed = text;
    changed.replace(changed.find(from), from.size(), to);
    return changed;
  };
  EXPECT_EQ(changed_since(all, all), "");
  const auto now = [&](const std::string& changed_task, const std::string& changed_rest) {
    return engine + db + "\n" + line("shop_web", changed_task, changed_rest) + "\n";
  };
  EXPECT_EQ(changed_since(all, now(task, with(rest, "s\":3", "s\":5"))), "shop_web replicas 3 5\n");
  EXPECT_EQ(changed_since(all, now(with(task, "sha256:1", "busybox:1.36"), rest)), "shop_web image\n");
  EXPECT_EQ(changed_since(all, now(with(task, "A=", "B="), rest)), "shop_web definition\n");
  EXPECT_EQ(changed_since(all, now(task, with(rest, R"("a":"1")", R"("a":"2")"))), "shop_web rest\n");
  EXPECT_EQ(changed_since(all, engine + web + "\n"), "shop_db gone\n");
  EXPECT_EQ(changed_since(all, all + "service shop_more {}\n"), "") << "nothing of the release's";
  EXPECT_EQ(changed_since(all, with(all, "26.1.5\n", "28.0.0\n")), "- unknown\n");
}

}  // namespace
}  // namespace slipway::host
