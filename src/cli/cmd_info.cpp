#include <iostream>

#include "commands.h"
#include "cytrial/calib/panel_file.h"
#include "cytrial/core/error.h"
#include "cytrial/imageio/slide_reader.h"
#include "views.h"

namespace cyto::cli {

int run(const InfoArgs& args) {
  SlideDescription slide;
  if (args.panel) {
    OpenOptions options;
    if (args.pixel_size_um) {
      options.pixel_size = PixelSize{*args.pixel_size_um, *args.pixel_size_um};
    }
    slide = open_slide(args.scan, read_panel_file(*args.panel), options)->description();
  } else {
    slide = describe_slide(args.scan);
    if (args.pixel_size_um) {
      slide.pixel_size = PixelSize{*args.pixel_size_um, *args.pixel_size_um};
      slide.pixel_size_source = "option";
    }
  }
  std::cout << (args.json ? slide_json(slide) : slide_text(slide));
  return static_cast<int>(ErrorCode::Ok);
}

}  // namespace cyto::cli
