#include "span_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "span_kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway asks.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace cyto::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Columns = hn::CappedTag<std::int32_t, kSpanMargin>;
using ColumnVector = hn::Vec<Columns>;

/// The runs of some rows, one per lane.
struct Spans {
  ColumnVector begin, end;

  HWY_INLINE static Spans at(const SpanColumns& spans, std::size_t row) {
    const Columns d;
    return {hn::LoadU(d, spans.begin.data() + row), hn::LoadU(d, spans.end.data() + row)};
  }
  [[nodiscard]] HWY_INLINE Spans moved(std::int32_t by) const {
    const auto step = hn::Set(Columns(), by);
    return {hn::Add(begin, step), hn::Add(end, step)};
  }
  /// The pixels with neighbours on both sides.
  [[nodiscard]] HWY_INLINE Spans inside() const {
    const auto one = hn::Set(Columns(), 1);
    return {hn::Add(begin, one), hn::Sub(end, one)};
  }
};

HWY_INLINE Spans Common(const Spans& a, const Spans& b) {
  return {hn::Max(a.begin, b.begin), hn::Min(a.end, b.end)};
}

/// 0 where a run ends before it begins. Runs lie in columns above 0: none has a pixel in common with an empty
/// one, moved by one column at most.
HWY_INLINE ColumnVector Length(const Spans& spans) {
  return hn::Max(hn::Sub(spans.end, spans.begin), hn::Zero(Columns()));
}

HWY_INLINE std::int64_t Total(ColumnVector counts) {
  return hn::GetLane(hn::SumOfLanes(Columns(), counts));
}

/// Six times the sum of the squares below a number.
HWY_INLINE ColumnVector SixSquaresBelow(ColumnVector k) {
  const auto one = hn::Set(Columns(), 1);
  return hn::Mul(hn::Mul(hn::Sub(k, one), k), hn::Sub(hn::Add(k, k), one));
}

ShapeSums SumSpans(const SpanColumns& spans, std::size_t rows) {
  const Columns d;
  auto n = hn::Zero(d), twice_x = hn::Zero(d), y = hn::Zero(d);
  auto six_xx = hn::Zero(d), yy = hn::Zero(d), twice_xy = hn::Zero(d);
  auto under = hn::Zero(d), aslant = hn::Zero(d);  // pixels with one below them, in all directions
  for (std::size_t row = 1; row < rows; row += hn::Lanes(d)) {
    const Spans here = Spans::at(spans, row);
    const Spans below = Spans::at(spans, row + 1);
    under = hn::Add(under, Length(Common(here, below)));
    aslant = hn::Add(aslant, Length(Common(here.moved(1), below)));
    aslant = hn::Add(aslant, Length(Common(here.moved(-1), below)));
    const auto length = hn::Sub(here.end, here.begin);
    const auto twice_columns = hn::Mul(length, hn::Sub(hn::Add(here.begin, here.end), hn::Set(d, 1)));
    const auto rows_here = hn::Iota(d, static_cast<std::int32_t>(row));
    const auto row_sums = hn::Mul(length, rows_here);
    n = hn::Add(n, length);
    twice_x = hn::Add(twice_x, twice_columns);
    y = hn::Add(y, row_sums);
    six_xx = hn::Add(six_xx, hn::Sub(SixSquaresBelow(here.end), SixSquaresBelow(here.begin)));
    yy = hn::Add(yy, hn::Mul(row_sums, rows_here));
    twice_xy = hn::Add(twice_xy, hn::Mul(twice_columns, rows_here));
  }
  // Each pixel without one below it is a change, and each without one above it.
  const std::int64_t area = Total(n);
  return {{2 * (area - Total(under)), 2 * (2 * area - Total(aslant))},
          {area, Total(twice_x) / 2, Total(y), Total(six_xx) / 6, Total(yy), Total(twice_xy) / 2}};
}

InnerCounts FindInnerSpans(const SpanColumns& whole, const SpanColumns& part, std::size_t rows,
                           SpanColumns& inner) {
  const Columns d;
  auto inner_count = hn::Zero(d), edge_count = hn::Zero(d), inner_edge_count = hn::Zero(d);
  for (std::size_t row = 1; row < rows; row += hn::Lanes(d)) {
    const Spans here = Spans::at(whole, row);
    const Spans inside = Common(Common(Spans::at(whole, row - 1), here), Spans::at(whole, row + 1)).inside();
    const Spans of_part = Spans::at(part, row);
    const Spans within = Common(Common(Spans::at(part, row - 1), of_part.inside()), Spans::at(part, row + 1));
    hn::StoreU(inside.begin, d, inner.begin.data() + row);
    hn::StoreU(inside.end, d, inner.end.data() + row);
    inner_count = hn::Add(inner_count, Length(inside));
    edge_count = hn::Add(edge_count, hn::Sub(Length(of_part), Length(within)));
    inner_edge_count =
        hn::Add(inner_edge_count, hn::Sub(Length(Common(of_part, inside)), Length(Common(within, inside))));
  }
  return {Total(inner_count), Total(edge_count), Total(inner_edge_count)};
}

}  // namespace cyto::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace cyto {

HWY_EXPORT(SumSpans);
HWY_EXPORT(FindInnerSpans);

ShapeSums sum_spans(const SpanColumns& spans, std::size_t rows) {
  return HWY_DYNAMIC_DISPATCH(SumSpans)(spans, rows);
}

InnerCounts find_inner_spans(const SpanColumns& whole, const SpanColumns& part, std::size_t rows,
                             SpanColumns& inner) {
  return HWY_DYNAMIC_DISPATCH(FindInnerSpans)(whole, part, rows, inner);
}

}  // namespace cyto
#endif
