#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cyto {

/// For each of many labels the other labels that it touches, ascending, with what is known of the contact;
/// all in one piece of memory. A Contact has the other label as `other` and is made empty.
template <typename Contact>
class ContactLists {
 public:
  /// @param labels number of labels, 0 included.
  explicit ContactLists(std::size_t labels) : lists_(labels) { contacts_.reserve(2 * kFirstRoom * labels); }

  /// Valid until the next entry().
  [[nodiscard]] std::span<const Contact> of(std::int32_t label) const {
    const List& list = lists_[static_cast<std::size_t>(label)];
    return {contacts_.data() + list.first, list.size};
  }

  /// The contact with a label, an empty one where there was none; valid until the next call.
  [[nodiscard]] Contact& entry(std::int32_t label, std::int32_t other) {
    List& list = lists_[static_cast<std::size_t>(label)];
    Contact* begin = contacts_.data() + list.first;
    // Most labels touch one or two others: no search that a processor could guess wrong.
    std::size_t at = list.size > 0 && begin[0].other == other ? 0 : 1;
    if (at < list.size && begin[at].other == other) {
      return begin[at];
    }
    at = 0;
    while (at < list.size && begin[at].other < other) {
      ++at;
    }
    if (at == list.size || begin[at].other != other) {
      if (list.size == list.room) {
        make_room(list);
        begin = contacts_.data() + list.first;
      }
      std::copy_backward(begin + at, begin + list.size, begin + list.size + 1);
      begin[at] = Contact{};
      begin[at].other = other;
      ++list.size;
    }
    return begin[at];
  }

  /// Takes a contact out. @return what it was. @pre the labels touch.
  Contact take(std::int32_t label, std::int32_t other) {
    List& list = lists_[static_cast<std::size_t>(label)];
    Contact* begin = contacts_.data() + list.first;
    Contact* end = begin + list.size;
    Contact* found = std::find_if(begin, end, [other](const Contact& seen) { return seen.other == other; });
    const Contact taken = *found;
    std::copy(found + 1, end, found);
    --list.size;
    return taken;
  }

  void clear(std::int32_t label) { lists_[static_cast<std::size_t>(label)].size = 0; }

 private:
  static constexpr std::size_t kFirstRoom = 2;

  struct List {
    std::size_t first = 0;
    std::size_t size = 0;
    std::size_t room = 0;
  };

  /// Moves a list to the end of all.
  void make_room(List& list) {
    const std::size_t from = list.first;
    list.first = contacts_.size();
    list.room = list.room == 0 ? kFirstRoom : 2 * list.room;
    contacts_.resize(list.first + list.room);
    std::copy_n(contacts_.data() + from, list.size, contacts_.data() + list.first);
  }

  std::vector<List> lists_;
  std::vector<Contact> contacts_;
};

}  // namespace cyto
