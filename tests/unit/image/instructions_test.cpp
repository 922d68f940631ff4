#include "image/dockerfile/instructions.hpp"

#include "image/dockerfile/dockerfile_parser.hpp"
#include "image/dockerfile/run_mount.hpp"

#include <gtest/gtest.h>

namespace {

using namespace slipway::image;

std::string instruction_refusal(const std::string& text) {
  const auto tree = parse_dockerfile("FROM a\n" + text + "\n");
  if (!tree) {
    return tree.error().because;
  }
  const auto instructions = read_instructions(tree->nodes);
  return instructions ? "accepted" : instructions.error().because;
}

TEST(Instructions, AreRefusedAsDockerRefusesThem) {
  EXPECT_EQ(instruction_refusal("COPY --link=maybe a b"),
            "line 2: expecting boolean value for flag --link, not: maybe");
  EXPECT_EQ(instruction_refusal("COPY --chown a b"), "line 2: missing a value on flag: --chown");
  EXPECT_EQ(instruction_refusal("COPY --chown=a --chown=b x y"), "line 2: duplicate flag specified: --chown");
  EXPECT_EQ(instruction_refusal("ADD --from=x a b"), "line 2: unknown flag: --from");
  EXPECT_EQ(instruction_refusal("FROM a b"), "line 2: FROM requires either one or three arguments");
  EXPECT_EQ(
      instruction_refusal("FROM a AS 1b"),
      "line 2: invalid name for build stage: \"1b\", name can't start with a number or contain symbols");
  EXPECT_EQ(instruction_refusal("HEALTHCHECK NONE x"), "line 2: HEALTHCHECK NONE takes no arguments");
  EXPECT_EQ(instruction_refusal("HEALTHCHECK CMD"), "line 2: Missing command after HEALTHCHECK CMD");
  EXPECT_EQ(instruction_refusal("HEALTHCHECK TCP 80"),
            "line 2: Unknown type \"TCP\" in HEALTHCHECK (try CMD)");
  EXPECT_EQ(instruction_refusal("HEALTHCHECK --interval=5 CMD x"), "line 2: time: invalid duration \"5\"");
  EXPECT_EQ(instruction_refusal("HEALTHCHECK --interval=1us CMD x"),
            "line 2: Interval \"interval\" cannot be less than 1ms");
  EXPECT_EQ(instruction_refusal("HEALTHCHECK --retries=-1 CMD x"),
            "line 2: --retries cannot be negative (-1)");
  EXPECT_EQ(instruction_refusal("RUN --network=lan x"), "line 2: invalid network mode \"lan\"");
  EXPECT_EQ(instruction_refusal("RUN --mount=from=$X x"),
            "line 2: 'from' doesn't support variable expansion, define alias stage instead");
  EXPECT_EQ(instruction_refusal("ENV =x"), "line 2: ENV names can not be blank");
  EXPECT_EQ(instruction_refusal("ENV a=b c"),
            "line 2: Syntax error - can't find = in \"c\". Must be of the form: name=value");
  EXPECT_EQ(instruction_refusal("VOLUME [\" \"]"), "line 2: VOLUME specified can not be an empty string");
}

TEST(Instructions, AreAcceptedWhereDockerAcceptsThem) {
  for (const char* text :
       {"HEALTHCHECK --interval=1m30s --timeout=0 --start-period=1.5h CMD x", "RUN", "CMD []", "ENTRYPOINT",
        "EXPOSE 80/tcp 443", "ARG a b=c", "LABEL a b c",
        "RUN --mount=type=secret,id=x --mount=type=ssh --security=insecure x", "copy --link a b"}) {
    EXPECT_EQ(instruction_refusal(text), "accepted") << text;
  }
}

RunMount mount_of(const std::string& text) {
  const ValueExpander as_it_is = [](std::string_view value) { return std::string(value); };
  const auto mount = parse_run_mount(text, as_it_is);
  EXPECT_TRUE(mount) << (mount ? "" : mount.error());
  return mount.value_or(RunMount());
}

std::string mount_refusal(const std::string& text) {
  const ValueExpander as_it_is = [](std::string_view value) { return std::string(value); };
  const auto mount = parse_run_mount(text, as_it_is);
  return mount ? "accepted" : mount.error();
}

TEST(RunMounts, HaveDefaults) {
  const RunMount bind = mount_of("target=/x");
  EXPECT_EQ(bind.type, RunMount::Type::bind);
  EXPECT_TRUE(bind.read_only);
  EXPECT_FALSE(mount_of("type=bind,rw,dst=/x").read_only);
  EXPECT_FALSE(mount_of("type=cache,target=/x").read_only);
  EXPECT_TRUE(mount_of("type=cache,ro=true,target=/x").read_only);
  EXPECT_EQ(mount_of("type=cache,mode=0755,uid=7,target=/x").mode, 0755U);
  EXPECT_EQ(mount_of("\"source=a,b\",target=/x").source, "a,b");
  EXPECT_EQ(mount_of("type=secret,id=s,env=TOKEN").environment, "TOKEN");
}

TEST(RunMounts, AreRefusedAsDockerRefusesThem) {
  EXPECT_EQ(mount_refusal(""), "failed to parse csv mounts: EOF");
  EXPECT_EQ(mount_refusal("type=disk"), "unsupported mount type \"disk\"");
  EXPECT_EQ(mount_refusal("target"), "invalid field 'target' must be a key=value pair");
  EXPECT_EQ(mount_refusal("ro=perhaps"), "invalid value for ro: perhaps");
  EXPECT_EQ(mount_refusal("uid=1,target=/x"), "uid not allowed for \"bind\" type mounts");
  EXPECT_EQ(mount_refusal("type=secret"), "invalid secret mount. one of source, target required");
  EXPECT_EQ(mount_refusal("type=cache,sharing=mine"), "unsupported sharing value \"mine\"");
  EXPECT_EQ(mount_refusal("sharing=locked"), "invalid cache sharing set for bind mount");
  EXPECT_EQ(mount_refusal("a\"b=c"), "failed to parse csv mounts: bare \" in non-quoted-field");
  EXPECT_EQ(mount_refusal("type=bind,required"), "unexpected key 'required' for mount type 'bind'");
}

}  // namespace
