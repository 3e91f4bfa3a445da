#pragma once

#include <string>

#include "course_panels.h"
#include "markup.h"

namespace cyto {

/// One subject's figure: CTC count with interval above, one panel per serum marker below, study days from
/// left to right, planned visits with their windows behind. Says the same in words in its description.
/// @param id   unique in the page.
/// @param course not empty; every timepoint has one marker per analyte of the study.
void write_subject_figure(Markup& page, const std::string& id, const SubjectCourse& course,
                          const Study& study);

}  // namespace cyto
