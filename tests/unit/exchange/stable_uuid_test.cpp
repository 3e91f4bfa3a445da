#include "cytrial/exchange/stable_uuid.h"

#include <gtest/gtest.h>

#include <regex>

namespace cyto {
namespace {

TEST(StableUuid, FollowsFromTheNameAlone) {
  EXPECT_EQ(stable_uuid("a"), stable_uuid("a"));
  EXPECT_NE(stable_uuid("a"), stable_uuid("b"));
}

TEST(StableUuid, IsTheStartOfTheSha256MarkedAsVersion8) {
  // SHA-256 of "abc" (FIPS 180-2): ba7816bf 8f01cfea 414140de 5dae2223 ...
  EXPECT_EQ(stable_uuid("abc"), "ba7816bf-8f01-8fea-8141-40de5dae2223");
}

TEST(StableUuid, HasTheVariantOfRfc9562Always) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(std::regex_match(stable_uuid("name " + std::to_string(i)), form));
  }
}

}  // namespace
}  // namespace cyto
