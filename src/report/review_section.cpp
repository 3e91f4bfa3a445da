#include "review_section.h"

#include <string>

#include "cytrial/core/binomial_interval.h"
#include "cytrial/core/number_text.h"
#include "readable_number.h"

namespace cyto {
namespace {

void write_fact(Markup& page, std::string_view name, std::string_view value) {
  const auto row = page.in("tr");
  page.leaf("th", name, {{"scope", "row"}});
  page.leaf("td", value, {{"class", "words"}});
}

std::string count_text(const std::optional<std::uint64_t>& count, bool counts) {
  return (count ? grouped(*count) : std::string("not there yet")) + (counts ? " \u2013 this one counts" : "");
}

void write_agreement(Markup& page, const ReviewedCounts& review) {
  if (review.both_decided == 0) {
    return;
  }
  const auto limits = clopper_pearson_interval(review.agreed, review.both_decided);
  const double share = static_cast<double>(review.agreed) / static_cast<double>(review.both_decided);
  write_fact(page, "Readers agree on",
             grouped(review.agreed) + " of " + grouped(review.both_decided) + " candidates, " +
                 readable_share(share) + " (exact 95 % interval " + readable_share(limits.low) + " to " +
                 readable_share(limits.high) + ")");
  write_fact(page, "Cohen's kappa", review.kappa ? number_text(*review.kappa, 2) : "has no value");
}

}  // namespace

void write_review(Markup& page, const ReviewedCounts& review) {
  page.leaf("h2", "Review");
  {
    const auto table = page.in("table");
    page.leaf("caption", "CTCs as the program counted them and as readers decided. Both stay visible; " +
                             (review.which_counts == "none"
                                  ? std::string("none of them counts")
                                  : "the " + review.which_counts + " count is the one that counts") +
                             ", because " + review.because + ".");
    const auto body = page.in("tbody");
    write_fact(page, "Automatic count", count_text(review.automatic, review.which_counts == "automatic"));
    write_fact(page, "First reader", count_text(review.first, false));
    write_fact(page, "Second reader", count_text(review.second, false));
    write_fact(page, "Reviewed count", count_text(review.reviewed, review.which_counts == "reviewed"));
    write_agreement(page, review);
  }
  const auto note = page.in("p", {{"class", "soft"}});
  page.text("End of the audit trail: ");
  page.leaf("code", std::to_string(review.anchor_seq) + ":" + review.anchor_hash);
  page.text(". Keep it: 'cytrial verify --anchor' shows with it whether the trail was cut or rewritten.");
}

}  // namespace cyto
