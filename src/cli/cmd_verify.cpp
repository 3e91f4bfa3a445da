#include <iostream>

#include "commands.h"
#include "cytrial/core/error.h"
#include "cytrial/core/number_text.h"
#include "cytrial/review/review_admin.h"

namespace cyto::cli {
namespace {

LogAnchor anchor_in(const std::string& text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const auto seq = parse_int(std::string_view(text).substr(0, colon));
  const std::string hash = colon < text.size() ? text.substr(colon + 1) : std::string();
  if (!seq || *seq < 1 || hash.size() != 64 ||
      hash.find_first_not_of("0123456789abcdef") != std::string::npos) {
    throw Error(ErrorCode::Usage, "--anchor " + text,
                "is not a row number, a colon and 64 hexadecimal digits");
  }
  return {static_cast<std::uint64_t>(*seq), hash};
}

}  // namespace

int run(const VerifyArgs& args) {
  std::vector<LogAnchor> anchors;
  for (const std::string& text : args.anchors) {
    anchors.push_back(anchor_in(text));
  }
  const review::Verdict verdict = review::verify_run(args.run, anchors);
  if (verdict.fault) {
    std::cout << "audit trail: BAD: first bad row " << verdict.fault->seq << ": " << verdict.fault->problem
              << "\n";
  } else {
    std::cout << "audit trail: " << verdict.rows << " rows are whole; end " << verdict.end.seq << ":"
              << verdict.end.hash << "\n";
  }
  for (const std::string& line : verdict.bad_results) {
    std::cout << "results: BAD: " << line << "\n";
  }
  if (verdict.bad_results.empty()) {
    std::cout << "results: unchanged since they were stored\n";
  }
  for (const std::string& line : verdict.bad_signatures) {
    std::cout << "signatures: INVALID: " << line << "\n";
  }
  if (!verdict.fault && verdict.bad_results.empty() && verdict.bad_signatures.empty()) {
    std::cout << "signatures: " << verdict.signatures << " given, all valid\n";
  }
  const bool bad = verdict.fault || !verdict.bad_results.empty();
  return static_cast<int>(bad ? ErrorCode::BadData : ErrorCode::Ok);
}

}  // namespace cyto::cli
