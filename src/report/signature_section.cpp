#include "signature_section.h"

#include <algorithm>
#include <string_view>

namespace cyto {
namespace {

void write_signature(Markup& page, const SampleSignature& signature) {
  const auto row = page.in("tr");
  {
    const auto cell = page.in("th", {{"scope", "row"}, {"class", "id"}});
    page.text(signature.name.empty() ? signature.by : signature.name);
    page.leaf("span", signature.by, {{"class", "below"}});
  }
  page.leaf("td", signature.role);
  page.leaf("td", signature.meaning);
  page.leaf("td", signature.at, {{"class", "keep"}});
  {
    const auto cell = page.in("td", {{"class", "words"}});
    if (signature.invalid.empty()) {
      page.text("valid");
    } else {
      page.leaf("strong", "NOT VALID");
      page.text(": " + signature.invalid);
    }
  }
  const auto cell = page.in("td", {{"class", "digest"}});
  page.leaf("code", signature.digest);
}

}  // namespace

void write_signatures(Markup& page, const std::vector<SampleSignature>& signatures) {
  page.leaf("h2", "Signatures");
  const bool any_valid = std::any_of(signatures.begin(), signatures.end(),
                                     [](const SampleSignature& s) { return s.invalid.empty(); });
  if (!any_valid) {
    page.leaf("p", signatures.empty()
                       ? "Not signed when this page was written; 'cytrial report' writes it again."
                       : "Not signed: no signature fits the result as it stands.");
  }
  if (signatures.empty()) {
    return;
  }
  const auto table = page.in("table");
  page.leaf("caption", "Times are UTC. The digest is the SHA-256 of the record that was signed.");
  {
    const auto head = page.in("thead");
    const auto row = page.in("tr");
    for (const std::string_view name : {"Name", "Role", "Meaning", "Time", "State", "Digest"}) {
      page.leaf("th", name, {{"scope", "col"}});
    }
  }
  const auto body = page.in("tbody");
  for (const SampleSignature& signature : signatures) {
    write_signature(page, signature);
  }
}

}  // namespace cyto
