#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cyto {

/// Text made safe for element content and quoted attribute values of HTML and XML: & < > " ' become
/// entities. Bytes that are not UTF-8, control characters (except tab and line ends) and characters that turn
/// the reading direction around become U+FFFD, so that what is read is what is in the file.
[[nodiscard]] std::string escaped(std::string_view text);

/// Builds one document that is HTML and well-formed XML at once: every element is closed, every text and
/// every attribute value is escaped here and nowhere else. One thread at a time.
class Markup {
 public:
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  /// Closes its element at the end of the block. Elements close in the reverse order of opening.
  class Scope {
   public:
    explicit Scope(Markup& markup) : markup_(markup) {}
    ~Scope() { markup_.close(); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Markup& markup_;
  };

  /// Opens an element until the returned value goes out of scope. `tag` is a literal of the program and
  /// must outlive the scope.
  [[nodiscard]] Scope in(std::string_view tag, Attributes attributes = {});
  /// An element that holds only this text.
  Markup& leaf(std::string_view tag, std::string_view content, Attributes attributes = {});
  /// An element without content: br, img, line, path.
  Markup& empty(std::string_view tag, Attributes attributes = {});
  Markup& text(std::string_view content);
  /// The page's own style sheet, a literal of the program: the one text that is not escaped.
  Markup& style(std::string_view css);
  Markup& doctype();

  /// The document; leaves this object empty. @throws Error Internal when an element is still open.
  [[nodiscard]] std::string finish();

 private:
  void start(std::string_view tag, Attributes attributes, std::string_view end);
  void close();

  std::string out_;
  std::vector<std::string_view> open_;
};

}  // namespace cyto
