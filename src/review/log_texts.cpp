#include "cytrial/store/json_writer.h"
#include "review_state.h"

namespace cyto::review {

std::string text_of(const Decision* decision) {
  if (decision == nullptr) {
    return "null";
  }
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("call");
  json.text(name_of(decision->call));
  json.key("phenotype");
  if (decision->phenotype) {
    json.text(name_of(*decision->phenotype));
  } else {
    json.null();
  }
  json.key("comment");
  json.text(decision->comment);
  json.key("by");
  json.text(decision->by);
  json.end_object();
  return json.take();
}

std::string text_of(const User& user) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("full_name");
  json.text(user.full_name);
  json.key("role");
  json.text(name_of(user.role));
  json.key("active");
  json.boolean(user.active);
  json.key("password_digest");
  json.text(user.password_digest);
  json.end_object();
  return json.take();
}

std::string text_of(const Plan& plan) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("second_read");
  json.boolean(plan.second_read);
  json.key("blinded");
  json.boolean(plan.blinded);
  json.end_object();
  return json.take();
}

std::string text_of(const std::vector<ChannelDisplay>& display) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_array();
  for (const ChannelDisplay& channel : display) {
    json.begin_object();
    json.key("channel");
    json.text(channel.channel);
    json.key("low");
    json.number(channel.range.low_adu);
    json.key("high");
    json.number(channel.range.high_adu);
    json.end_object();
  }
  json.end_array();
  return json.take();
}

std::string text_of(const ReadingLock& lock) {
  JsonWriter json(JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("locked");
  json.boolean(lock.locked);
  json.end_object();
  return json.take();
}

std::string decision_object(std::string_view candidate, Reading reading) {
  return "candidate/" + std::string(candidate) + "/" + std::string(name_of(reading));
}

std::string reading_object(std::string_view sample, Reading reading) {
  return "sample/" + std::string(sample) + "/" + std::string(name_of(reading));
}

std::string sample_object(std::string_view sample) {
  return "sample/" + std::string(sample);
}

std::string user_object(std::string_view name) {
  return "user/" + std::string(name);
}

std::vector<std::string> parts_of(std::string_view object) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= object.size();) {
    const std::size_t end = std::min(object.find('/', begin), object.size());
    parts.emplace_back(object.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

}  // namespace cyto::review
