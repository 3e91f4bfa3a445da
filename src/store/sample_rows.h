#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "counts_json.h"
#include "cytrial/core/result_sink.h"
#include "database.h"

namespace cyto {

/// What the row of a sample says of its files.
struct StoredDigests {
  ContentDigests content;
  std::string counts_sha256;
};

/// Replaces all rows of a sample except candidates and crops. @pre within a write transaction.
void put_result(const Connection& connection, const SampleResult& result, const Provenance& provenance);
/// Completes the row once the digests are known.
void put_digests(const Connection& connection, const std::string& sample_id, const StoredDigests& digests);

[[nodiscard]] std::vector<std::string> stored_sample_ids(const Connection& connection);
[[nodiscard]] std::optional<StoredDigests> stored_digests(const Connection& connection,
                                                          const std::string& sample_id);
/// @pre the sample has a row; within a transaction.
[[nodiscard]] SampleResult stored_result(const Connection& connection, const std::string& sample_id);
[[nodiscard]] Provenance stored_provenance(const Connection& connection, const std::string& sample_id);

}  // namespace cyto
