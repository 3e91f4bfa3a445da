#include "sdtm_define.h"

#include <algorithm>
#include <string_view>

#include "cytrial/core/xml_text.h"

namespace cyto {
namespace {

/// Writes elements one below the other.
class Elements {
 public:
  void open(std::string_view name, std::string_view attributes = {}) {
    line("<" + std::string(name) + std::string(attributes) + ">");
    ++depth_;
  }
  void close(std::string_view name) {
    --depth_;
    line("</" + std::string(name) + ">");
  }
  void empty(std::string_view name, std::string_view attributes) {
    line("<" + std::string(name) + std::string(attributes) + "/>");
  }
  void text(std::string_view name, std::string_view content, std::string_view attributes = {}) {
    line("<" + std::string(name) + std::string(attributes) + ">" + xml_escaped(content) + "</" +
         std::string(name) + ">");
  }
  void translated(std::string_view name, std::string_view content) {
    open(name);
    text("TranslatedText", content, xml_attribute("xml:lang", "en"));
    close(name);
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void line(const std::string& content) { out_ += std::string(2 * depth_, ' ') + content + "\n"; }

  std::string out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  std::size_t depth_ = 0;
};

struct DataSet {
  const char* name;
  const char* domain;
  const char* label;
  const char* structure;
  const char* file;
  const std::vector<SdtmVariable>& variables;
  const std::vector<SdtmRecord>& records;
};

std::string_view type_name(SdtmType type) {
  return type == SdtmType::Text ? "text" : type == SdtmType::Integer ? "integer" : "float";
}

std::string item_oid(const DataSet& set, const SdtmVariable& variable) {
  return std::string("IT.") + set.name + "." + variable.name;
}

/// Longest value in bytes, at least 1.
std::size_t length_of(const DataSet& set, const SdtmVariable& variable) {
  std::size_t longest = 1;
  for (const SdtmRecord& record : set.records) {
    const auto cell = record.find(variable.name);
    longest = cell == record.end() ? longest : std::max(longest, cell->second.size());
  }
  return longest;
}

void put_group(Elements& xml, const DataSet& set) {
  const std::string leaf = std::string("LF.") + set.name;
  xml.open("ItemGroupDef",
           xml_attribute("OID", std::string("IG.") + set.name) + xml_attribute("Name", set.name) +
               xml_attribute("Domain", set.domain) + " Repeating=\"Yes\" IsReferenceData=\"No\"" +
               xml_attribute("SASDatasetName", set.name) + " Purpose=\"Tabulation\"" +
               xml_attribute("def:Structure", set.structure) + xml_attribute("def:ArchiveLocationID", leaf));
  xml.translated("Description", set.label);
  for (std::size_t i = 0; i < set.variables.size(); ++i) {
    const SdtmVariable& variable = set.variables[i];
    xml.empty("ItemRef", xml_attribute("ItemOID", item_oid(set, variable)) +
                             xml_attribute("OrderNumber", std::to_string(i + 1)) +
                             xml_attribute("Mandatory", variable.required ? "Yes" : "No"));
  }
  xml.open("def:leaf", xml_attribute("ID", leaf) + xml_attribute("xlink:href", set.file));
  xml.text("def:title", set.file);
  xml.close("def:leaf");
  xml.close("ItemGroupDef");
}

void put_items(Elements& xml, const DataSet& set) {
  for (const SdtmVariable& variable : set.variables) {
    const std::string name = variable.name;
    const bool is_time = name == "LBDTC";
    std::string attributes = xml_attribute("OID", item_oid(set, variable)) + xml_attribute("Name", name) +
                             xml_attribute("SASFieldName", name) +
                             xml_attribute("DataType", is_time ? "datetime" : type_name(variable.type));
    if (!is_time) {
      attributes += xml_attribute("Length", std::to_string(length_of(set, variable)));
    }
    xml.open("ItemDef", attributes);
    xml.translated("Description", variable.label);
    if (name == "LBTESTCD" || name == "LBTEST" || name == "QNAM") {
      xml.empty("CodeListRef", xml_attribute("CodeListOID", "CL." + name));
    }
    xml.empty("def:Origin",
              xml_attribute("Type", variable.origin) +
                  (std::string_view(variable.origin) == "Protocol" ? "" : " Source=\"Sponsor\""));
    xml.close("ItemDef");
  }
}

void put_code(Elements& xml, const std::string& code, const std::string& decode, bool sponsor) {
  xml.open("CodeListItem",
           xml_attribute("CodedValue", code) + (sponsor ? xml_attribute("def:ExtendedValue", "Yes") : ""));
  xml.translated("Decode", decode);
  xml.close("CodeListItem");
}

void put_code_lists(Elements& xml, const SdtmTables& tables) {
  const auto open = [&](const char* oid, const char* name) {
    xml.open("CodeList",
             xml_attribute("OID", oid) + xml_attribute("Name", name) + xml_attribute("DataType", "text"));
  };
  open("CL.LBTESTCD", "Laboratory Test Code");
  for (const SdtmTest& test : tables.tests) {
    put_code(xml, test.testcd, test.test, test.sponsor);
  }
  xml.close("CodeList");
  open("CL.LBTEST", "Laboratory Test Name");
  for (const SdtmTest& test : tables.tests) {
    put_code(xml, test.test, test.testcd, test.sponsor);
  }
  xml.close("CodeList");
  open("CL.QNAM", "Supplemental Qualifier");
  for (const auto& [name, label] : tables.qualifiers) {
    put_code(xml, name, label, true);
  }
  xml.close("CodeList");
}

void put_methods(Elements& xml, const CtcRule& rule) {
  const auto method = [&](const char* oid, const char* name, const std::string& description) {
    xml.open("MethodDef",
             xml_attribute("OID", oid) + xml_attribute("Name", name) + xml_attribute("Type", "Computation"));
    xml.translated("Description", description);
    xml.close("MethodDef");
  };
  method("MT.CTC75ML", "CTC per 7.5 mL", "LBSTRESN of CTC times 7.5 divided by the blood volume (LBVOLML)");
  method("MT.CTC75CI", "Limits per 7.5 mL",
         "Exact 95 % Poisson limits of the count (Garwood) times 7.5 divided by the blood volume");
  if (rule.recovery) {
    method("MT.CTCRC", "CTC corrected for recovery",
           "CTC75ML divided by the mean recovery, limits with the uncertainty of count and recovery: " +
               words_of(*rule.recovery) + ". Never compared with the cut-off");
  }
  method("MT.CTCPCUT", "Probability at or above the cut-off",
         "That the true concentration is at or above the cut-off of the study, given this count alone: gamma "
         "posterior");
  method("MT.CTCCROSS", "Cut-off crossed",
         "Sides of the cut-off on which this count and the baseline lie; says nothing about chance");
  method("MT.CTCCHG", "Change beyond chance",
         "rise or fall where the exact conditional test of two counts has p <= 0.05 (LBCHGP), not adjusted; "
         "LBCHGPH is adjusted for all looks of the subject (Holm)");
  method("MT.LBRCV", "Reference change value",
         "Change of a marker against its log-normal reference change value (LBRCVLO, LBRCVHI), 95 %");
  method("MT.LBDY", "Study day",
         "Calendar days from the subject's day 0 of the study, plus 1 from day 0 on: there is no day 0");
  method("MT.LBBLFL", "Baseline",
         "Y for the last result of a test on or before the subject's day 0 of the study");
}

}  // namespace

std::string sdtm_define(const LabLedger& ledger, const SdtmTables& tables) {
  const DataSet lb{"LB",
                   "LB",
                   "Laboratory Test Results",
                   "One record per test per visit per subject",
                   "lb.csv",
                   lb_variables(),
                   tables.lb};
  const DataSet supplb{"SUPPLB",
                       "LB",
                       "Supplemental Qualifiers for LB",
                       "One record per qualifier per record of LB",
                       "supplb.csv",
                       supplb_variables(),
                       tables.supplb};
  const std::string day = tables.last_collection.empty() ? "1970-01-01T00:00:00Z" : tables.last_collection;
  Elements xml;
  xml.open("ODM", xml_attribute("xmlns", "http://www.cdisc.org/ns/odm/v1.3") +
                      xml_attribute("xmlns:def", "http://www.cdisc.org/ns/def/v2.1") +
                      xml_attribute("xmlns:xlink", "http://www.w3.org/1999/xlink") +
                      xml_attribute("ODMVersion", "1.3.2") + xml_attribute("FileType", "Snapshot") +
                      xml_attribute("FileOID", "cytrial." + ledger.study + ".lb") +
                      xml_attribute("CreationDateTime", day) + xml_attribute("AsOfDateTime", day) +
                      xml_attribute("SourceSystem", "Cytrial") +
                      xml_attribute("SourceSystemVersion", ledger.program) +
                      xml_attribute("def:Context", "Other"));
  xml.open("Study", xml_attribute("OID", "ST." + ledger.study));
  xml.open("GlobalVariables");
  xml.text("StudyName", ledger.study);
  xml.text("StudyDescription", ledger.title.empty() ? ledger.study : ledger.title);
  xml.text("ProtocolName", ledger.study);
  xml.close("GlobalVariables");
  xml.open("MetaDataVersion", xml_attribute("OID", "MDV." + ledger.study) +
                                  xml_attribute("Name", "Laboratory results of " + ledger.study) +
                                  xml_attribute("def:DefineVersion", "2.1.0"));
  put_group(xml, lb);
  put_group(xml, supplb);
  put_items(xml, lb);
  put_items(xml, supplb);
  put_code_lists(xml, tables);
  put_methods(xml, ledger.rule);
  xml.close("MetaDataVersion");
  xml.close("Study");
  xml.close("ODM");
  return xml.take();
}

}  // namespace cyto
