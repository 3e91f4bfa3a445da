#pragma once

#include <array>
#include <string_view>

#include "cytrial/measure/intensity.h"
#include "cytrial/measure/morphology.h"
#include "cytrial/measure/texture.h"

namespace cyto {

/// One column of a group and the member it shows. Schema and values walk the same tables, so that they
/// cannot drift apart.
template <typename Group>
struct GroupColumn {
  std::string_view name;
  double Group::*value;
  std::string_view description;
};

/// Behind "nucleus_" and "cell_".
inline constexpr std::array<GroupColumn<Shape>, 9> kShapeColumns{{
    {"area_um2", &Shape::area_um2, "area [um2]"},
    {"diameter_um", &Shape::diameter_um, "diameter of the circle of the same area [um]"},
    {"perimeter_um", &Shape::perimeter_um, "Crofton perimeter [um]"},
    {"circularity", &Shape::circularity, "4 pi area / perimeter^2"},
    {"eccentricity", &Shape::eccentricity, "eccentricity of the moment ellipse, 0..1"},
    {"solidity", &Shape::solidity, "pixels / pixels of the convex hull, 0..1"},
    {"major_axis_um", &Shape::major_axis_um, "major axis of the moment ellipse [um]"},
    {"minor_axis_um", &Shape::minor_axis_um, "minor axis of the moment ellipse [um]"},
    {"orientation_rad", &Shape::orientation_rad, "direction of the major axis from +x to +y [rad]"},
}};

/// Behind "<channel>_nucleus_" and "<channel>_cell_".
inline constexpr std::array<GroupColumn<Intensity>, 6> kIntensityColumns{{
    {"mean_adu", &Intensity::mean_adu, "mean above background, compensated [ADU]"},
    {"median_adu", &Intensity::median_adu, "median above background [ADU]"},
    {"max_adu", &Intensity::max_adu, "maximum above background [ADU]"},
    {"integrated_adu", &Intensity::integrated_adu, "sum above background, compensated [ADU]"},
    {"sd_adu", &Intensity::sd_adu, "standard deviation [ADU]"},
    {"saturated_share", &Intensity::saturated_share, "pixels at the camera limit / pixels, 0..1"},
}};

/// Behind "<channel>_", where texture is measured.
inline constexpr std::array<GroupColumn<Texture>, 3> kTextureColumns{{
    {"texture_contrast", &Texture::contrast, "co-occurrence contrast [levels^2]"},
    {"texture_homogeneity", &Texture::homogeneity, "co-occurrence homogeneity, 0..1"},
    {"texture_entropy_bit", &Texture::entropy_bit, "co-occurrence entropy [bit]"},
}};

}  // namespace cyto
