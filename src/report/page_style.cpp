#include "page_style.h"

#include <string>

namespace cyto {
namespace {

constexpr std::string_view kText = R"css(
:root { --ink: #1a1a1a; --soft: #4d4d4d; --rule: #c8ccd0; --pale: #f3f5f7; --blue: #005a8f; --rust: #9c3a00; }
* { box-sizing: border-box; }
html { font: 15px/1.45 system-ui, "Segoe UI", "DejaVu Sans", Arial, sans-serif; color: var(--ink); }
body { margin: 0 auto; padding: 1.5rem 2rem 2rem; max-width: 84rem; background: #fff; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 2px solid var(--ink); }
h3 { font-size: 1.02rem; margin: 1.2rem 0 .4rem; overflow-wrap: anywhere; }
p { margin: .4rem 0; max-width: 60rem; }
a { color: var(--blue); }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .88em; overflow-wrap: anywhere; }
.subtitle { color: var(--soft); font-size: 1.05rem; }
.notice { border-left: 4px solid var(--ink); padding: .3rem .8rem; background: var(--pale); }
.soft { color: var(--soft); }
footer { margin-top: 2.5rem; border-top: 1px solid var(--rule); color: var(--soft); font-size: .85rem; }
nav ul { list-style: none; padding: 0; margin: .8rem 0 0; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; }
)css";

constexpr std::string_view kTables = R"css(
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .6rem 0 1rem; }
caption { text-align: left; color: var(--soft); padding: 0 0 .4rem; max-width: 60rem; }
th, td { text-align: left; vertical-align: top; padding: .32rem .8rem .32rem 0; border-bottom: 1px solid var(--rule); }
thead th, thead th.number { white-space: normal; }
thead th { border-bottom: 2px solid var(--ink); vertical-align: bottom; font-size: .87rem; line-height: 1.25; }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; }
.interval, .below { color: var(--soft); font-size: .87rem; }
.below { display: block; }
.keep, td > code { white-space: nowrap; }
.digest code { white-space: normal; }
.scroll { overflow-x: auto; }
.flags { max-width: 14rem; }
.flags code, .flag-texts th code { overflow-wrap: normal; white-space: nowrap; }
.matrix th, .matrix td { text-align: center; padding: .3rem .45rem; border: 1px solid var(--rule); min-width: 4rem; }
.matrix tbody th { text-align: left; white-space: nowrap; }
.matrix .below { font-weight: 400; color: var(--soft); font-size: .74rem; line-height: 1.2; }
.matrix .raised { font-weight: 700; color: var(--rust); }
.matrix .raised a, .matrix .stopped a { color: inherit; }
.matrix .stopped { font-weight: 700; background: repeating-linear-gradient(135deg, #fff 0 6px, #e3e3e3 6px 12px); }
.matrix .missed { background: #fff; font-style: italic; border: 2px dashed #6b7280; }
.matrix .due { font-weight: 700; border: 3px solid var(--blue); }
.matrix .planned { color: var(--soft); background: var(--pale); }
.safety, .dense { font-size: .88rem; }
tbody.subject { border-top: 2px solid #8a9096; }
.words p { margin: 0; }
.id { min-width: 6rem; max-width: 12rem; overflow-wrap: anywhere; }
.words { min-width: 12rem; max-width: 30rem; overflow-wrap: anywhere; }
)css";

constexpr std::string_view kStates = R"css(
.tag { display: inline-block; border: 1.5px solid currentColor; border-radius: .25rem; padding: 0 .4rem; font-weight: 600; font-size: .87rem; white-space: nowrap; }
.unfavourable { color: #fff; background: var(--rust); border-color: var(--rust); }
.favourable { color: var(--blue); background: #fff; }
.above { color: var(--rust); font-weight: 600; }
.not-evaluable { font-weight: 700; background: repeating-linear-gradient(135deg, #fff 0 6px, #ececec 6px 12px); border: 2px solid var(--ink); border-radius: .25rem; padding: .1rem .5rem; display: inline-block; }
.not-done { color: var(--soft); font-style: italic; }
.tiles { display: flex; flex-wrap: wrap; align-items: stretch; gap: .5rem; margin: .6rem 0 .2rem; padding: 0; list-style: none; }
.tiles li { border: 1px solid var(--rule); border-radius: .4rem; padding: .4rem .9rem .5rem; min-width: 7rem; }
.tiles li.sign { border: 0; padding: .4rem .1rem; min-width: 0; font-size: 1.5rem; align-self: center; }
.tiles strong { display: block; font-size: 1.7rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tiles span { color: var(--soft); font-size: .87rem; }
.banner { border: 3px solid var(--ink); border-radius: .5rem; padding: .9rem 1.2rem; margin: 1.2rem 0; }
.banner h2 { border: 0; margin: 0 0 .3rem; font-size: 1.6rem; }
.banner.stop { background: repeating-linear-gradient(135deg, #fff 0 10px, #f1f1f1 10px 20px); }
.banner .count { font-size: 2.6rem; font-weight: 700; line-height: 1.1; }
.banner .unit { font-size: 1.1rem; font-weight: 600; }
)css";

constexpr std::string_view kFigures = R"css(
.subject-page, .wide-figure { max-width: 68rem; }
.subject-page { border-top: 1px solid var(--rule); margin-top: 1.6rem; }
.wide-figure { margin: .6rem 0; }
.wide-figure svg { width: 100%; height: auto; display: block; }
.facts { display: flex; flex-wrap: wrap; gap: .1rem 1.6rem; margin: .2rem 0 .5rem; padding: 0; list-style: none; font-size: .93rem; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: .6rem .9rem; margin: .6rem 0; }
.multiples figure { margin: 0; }
.multiples figcaption { font-weight: 600; font-size: .9rem; }
.multiples svg { width: 100%; height: auto; display: block; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 34rem), 1fr)); gap: 1.2rem 1.8rem; }
.subject-figure { margin: 0; }
.subject-figure svg { width: 100%; height: auto; display: block; }
.key { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; padding: 0; margin: .5rem 0 1rem; list-style: none; font-size: .9rem; }
.key svg { width: 1.1rem; height: 1.1rem; vertical-align: -.2rem; margin-right: .35rem; }
.maps { display: flex; flex-wrap: wrap; gap: 1rem 1.4rem; margin: .6rem 0; }
.maps figure { margin: 0; }
.maps img { display: block; height: auto; image-rendering: pixelated; border: 1px solid var(--rule); }
.maps figcaption { font-size: .84rem; color: var(--soft); max-width: 16rem; }
svg text { font-size: 12px; fill: var(--ink); }
svg .faint { fill: var(--soft); font-size: 11px; paint-order: stroke; stroke: #fff; stroke-width: 3px; stroke-linejoin: round; }
svg .panel-title { font-weight: 600; }
svg .value, svg .tick { paint-order: stroke; stroke: #fff; stroke-width: 3px; stroke-linejoin: round; }
svg .value { font-weight: 600; }
svg .grid { stroke: #dfe3e6; }
svg .frame { stroke: #6b7280; fill: none; }
svg .window { fill: #eef2f5; }
svg .lane { fill: #f3f5f7; }
svg .visit { stroke: #9aa3ab; stroke-dasharray: 2 3; }
svg .limit { stroke: #1a1a1a; stroke-width: 1.5; stroke-dasharray: 7 4; fill: none; }
svg .course { stroke: #6b7280; stroke-width: 1.2; fill: none; }
svg .bar { stroke: #1a1a1a; stroke-width: 1.5; fill: none; }
svg .low { fill: #0072b2; stroke: #004a75; }
svg .high { fill: #d55e00; stroke: #7a3600; }
svg .swim { fill: #dbe3ea; stroke: #6b7280; }
svg .waiting { stroke: #6b7280; stroke-width: 2; }
svg .going-on { fill: #6b7280; }
svg .end { stroke: #1a1a1a; stroke-width: 4; }
svg .cycle { stroke: #1a1a1a; stroke-width: 1.4; }
svg .therapy { stroke: #1a1a1a; stroke-width: 2.5; }
svg .badge .plate { fill: #fff; stroke: #1a1a1a; }
svg .badge-dark .plate { fill: #1a1a1a; stroke: #1a1a1a; }
svg .mark { font-size: 11px; font-weight: 600; }
svg .badge-dark .mark { fill: #fff; }
svg .tiny { font-size: 9px; }
svg .limit.gate { stroke: #d55e00; stroke-dasharray: 2 4; }
svg .limit-thin { stroke: #1a1a1a; stroke-dasharray: 4 3; }
svg .fall { fill: #0072b2; stroke: #004a75; }
svg .rise { fill: #d55e00; stroke: #7a3600; }
svg .unsure { fill: #fff; stroke: #1a1a1a; stroke-width: 1.4; }
svg .number-label { font-size: 10px; paint-order: stroke; stroke: #fff; stroke-width: 3px; }
svg .progression { stroke: #1a1a1a; stroke-width: 2.5; opacity: .75; }
svg .flare { fill: #efe6d2; stroke: #a08850; stroke-dasharray: 1 3; }
svg .band { fill: #56b4e9; fill-opacity: .22; stroke: #0072b2; stroke-opacity: .5; stroke-dasharray: 3 3; }
svg .legend { font-size: 12px; }
svg .km-low { stroke: #0072b2; stroke-width: 2.4; fill: none; }
svg .km-high { stroke: #b34700; stroke-width: 2.8; stroke-dasharray: 9 4; fill: none; }
svg .km-low-band { fill: #0072b2; fill-opacity: .13; stroke: #0072b2; stroke-opacity: .45; stroke-width: .8; }
svg .km-high-band { fill: #d55e00; fill-opacity: .13; stroke: #b34700; stroke-opacity: .6; stroke-width: .8; stroke-dasharray: 3 2; }
svg .km-censored { stroke: #1a1a1a; stroke-width: 1.6; }
svg .cut { stroke: #1a1a1a; stroke-width: 1.6; stroke-dasharray: 2 2; }
svg .open { fill: #fff; stroke: #1a1a1a; stroke-width: 1.6; }
)css";

constexpr std::string_view kGallery = R"css(
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 31rem), 1fr)); gap: 1rem; padding: 0; margin: .6rem 0; list-style: none; }
.gallery > li { border: 1px solid var(--rule); border-radius: .4rem; padding: .6rem .8rem; break-inside: avoid; }
.gallery h3 { margin: 0 0 .4rem; }
.why { margin: 0 0 .5rem; padding-left: 1.1rem; font-size: .88rem; }
.crops { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.2rem, 1fr)); gap: .4rem; margin-bottom: .5rem; }
.crops figure { margin: 0; max-width: 9rem; }
.crops figcaption { font-size: .78rem; color: var(--soft); overflow-wrap: anywhere; }
.picture { position: relative; background: #000; line-height: 0; }
.picture img { width: 100%; height: auto; image-rendering: pixelated; }
.picture .scale { position: absolute; right: 5%; bottom: 5%; height: 3px; background: #fff; outline: 1px solid #000; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: .3rem 0; font-size: .88rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.measures { font-size: .84rem; margin: .3rem 0 0; width: 100%; }
.measures th, .measures td { padding: .12rem .6rem .12rem 0; }
details > summary { cursor: pointer; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--pale); padding: .6rem; font-size: .78rem; }
)css";

constexpr std::string_view kPrint = R"css(
@page { size: A4; margin: 14mm 12mm 16mm; }
@page wide { size: A4 landscape; }
@media print {
  html { font-size: 9pt; line-height: 1.35; }
  body { padding: 0; max-width: none; }
  nav { display: none; }
  a { color: inherit; text-decoration: none; }
  h2, h3, caption { break-after: avoid; }
  .screen { display: none; }
  details::details-content { content-visibility: visible; }
  details > summary { list-style: none; font-weight: 600; break-after: avoid; }
  .waterfall + details { break-before: page; }
  #attention, #swimmers, #changes, #outcomes, #agreement, #courses, #timepoints, #subjects, .subject-page + .subject-page { break-before: page; }
  .subject-page { border: 0; margin-top: 0; }
  #visits:has(.many) { page: wide; }
  .matrix { font-size: 7.6pt; }
  .matrix th, .matrix td { padding: .15rem .2rem; min-width: 0; }
  tr, tbody.subject, .short, .together, figure, .banner, .tiles, .gallery > li { break-inside: avoid; }
  thead { display: table-header-group; }
  th, td { padding: .22rem .5rem .22rem 0; }
  .scroll { overflow: visible; }
  .timepoints { font-size: 7pt; line-height: 1.2; }
  .timepoints .below, .timepoints .interval, .timepoints .tag { font-size: 6pt; }
  .timepoints thead th { font-size: 6.6pt; overflow-wrap: normal; }
  .timepoints th, .timepoints td { padding: .18rem .3rem .18rem 0; }
  .timepoints .id { min-width: 3.6rem; max-width: 6rem; }
  .timepoints .flags { min-width: 5rem; }
  .timepoints .not-evaluable { padding: 0 .3rem; border-width: 1.5px; }
  .tag { padding: 0 .25rem; }
  .tiles { gap: .3rem; }
  .tiles li { min-width: 5rem; padding: .3rem .6rem; }
  .figures { display: block; }
  .key { break-inside: avoid; }
  .flags { min-width: 0; }
  .flags code { font-size: 5.8pt; display: block; white-space: normal; overflow-wrap: anywhere; }
  .multiples { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 2mm 3mm; }
  .waterfall { break-inside: avoid; }
  .waterfall svg { max-height: 57mm; }
  .figures svg { max-width: 132mm; }
  .safety, .dense, details table { font-size: 7.6pt; }
  .waterfall .wide-figure { margin: 0; }
  .subject-figure { margin-bottom: 4mm; }
  .gallery { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: .5rem; }
  .gallery > li { padding: .4rem .5rem; }
  .crops { grid-template-columns: repeat(auto-fit, minmax(4.4rem, 1fr)); gap: .25rem; }
  .tag, .not-evaluable, .tiles, .banner, .matrix td, svg, .picture { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
)css";

}  // namespace

std::string_view page_style() noexcept {
  static const std::string all = std::string(kText) + std::string(kTables) + std::string(kStates) +
                                 std::string(kFigures) + std::string(kGallery) + std::string(kPrint);
  return all;
}

}  // namespace cyto
