#include "report/verdict_report.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::report {

using classify::Strategy;

std::string some_paths(const std::vector<std::string>& paths, std::size_t most) {
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(most, paths.size()); ++i) {
    shown.push_back(printable(paths[i]));
  }
  std::string text = join(shown, ", ");
  if (paths.size() > most) {
    text += fmt::format(" and {} more", paths.size() - most);
  }
  return text;
}

Json reason_json(const classify::Reason& reason) {
  Json entry{{"strategy", classify::name_of(reason.strategy)},
             {"code", classify::name_of(reason.code)},
             {"text", reason.text}};
  put_bytes(entry, "paths", reason.paths);
  return entry;
}

std::string verdict_text(const classify::Verdict& verdict, const Comparison& comparison) {
  std::string text = fmt::format("{}\n", classify::name_of(verdict.strategy));
  if (verdict.reasons.empty()) {
    text +=
        fmt::format("  {} and {} have equal trees\n", printable(comparison.from), printable(comparison.to));
  }
  for (const classify::Reason& reason : verdict.reasons) {
    text += fmt::format("  {:<12} {}", classify::name_of(reason.strategy), printable(reason.text));
    if (!reason.paths.empty()) {
      text += fmt::format(": {}", some_paths(reason.paths));
    }
    text += '\n';
  }
  return text;
}

Json changes_json(const std::vector<classify::PathVerdict>& paths) {
  Json changes = Json::array();
  for (const classify::PathVerdict& path : paths) {
    Json entry;
    put_bytes(entry, "path", path.change.path);
    entry["change"] = classify::name_of(path.change.kind);
    entry["strategy"] = classify::name_of(path.ruling->strategy);
    entry["code"] = classify::name_of(path.ruling->code);
    entry["cause"] = path.ruling->cause;
    changes.push_back(std::move(entry));
  }
  return changes;
}

namespace {

void add_quoted(std::string& text, std::string_view words) {
  const bool is_plain = std::all_of(words.begin(), words.end(), [](char character) {
    return character >= ' ' && character < 0x7F && character != '"' && character != '\\';
  });
  if (!is_plain) {
    text += Json(words).dump(-1, ' ', false, Json::error_handler_t::replace);
    return;
  }
  text += '"';
  text += words;
  text += '"';
}

/// Adds what reason_json() gives, as the text that it has inside of a document: a reason may name thousands
/// of paths.
void add_reason(std::string& text, const classify::Reason& reason) {
  const bool is_text = std::all_of(reason.paths.begin(), reason.paths.end(),
                                   [](const std::string& path) { return is_utf8(path); });
  if (!is_text || reason.paths.empty()) {
    for (const char character : reason_json(reason).dump(2, ' ', false, Json::error_handler_t::replace)) {
      text += character;
      text += character == '\n' ? "    " : "";
    }
    return;
  }
  text += fmt::format("{{\n      \"strategy\": \"{}\",\n      \"code\": \"{}\",\n      \"text\": ",
                      classify::name_of(reason.strategy), classify::name_of(reason.code));
  add_quoted(text, reason.text);
  text += ",\n      \"paths\": [";
  bool is_first = true;
  for (const std::string& path : reason.paths) {
    text += is_first ? "\n        " : ",\n        ";
    is_first = false;
    add_quoted(text, path);
  }
  text += "\n      ]\n    }";
}

/// Adds what changes_json() gives, as the text that it has inside of a document.
void add_changes(std::string& text, const std::vector<classify::PathVerdict>& paths) {
  const classify::Ruling* last = nullptr;
  std::string ruling;
  bool is_first = true;
  for (const classify::PathVerdict& path : paths) {
    if (path.ruling.get() != last) {
      last = path.ruling.get();
      ruling = fmt::format("\",\n      \"strategy\": \"{}\",\n      \"code\": \"{}\",\n      \"cause\": ",
                           classify::name_of(last->strategy), classify::name_of(last->code));
      add_quoted(ruling, last->cause);
      ruling += "\n    }";
    }
    if (is_first) {
      // One page after the other is asked for where a text grows.
      text.reserve(text.size() + paths.size() * (path.change.path.size() + ruling.size() + 80));
    }
    text += is_first ? "\n    {\n      \"path\": " : ",\n    {\n      \"path\": ";
    is_first = false;
    add_quoted(text, path.change.path);
    if (!is_utf8(path.change.path)) {
      text += ",\n      \"path_hex\": \"" + hex_of(path.change.path) + '"';
    }
    text += ",\n      \"change\": \"";
    text += classify::name_of(path.change.kind);
    text += ruling;
  }
}

}  // namespace

std::string verdict_json(const classify::Verdict& verdict, const Comparison& comparison) {
  Json document;
  document["schema"] = 1;
  document["strategy"] = classify::name_of(verdict.strategy);
  document["from"] = {{"revision", comparison.from}, {"id", comparison.from_id}};
  document["to"] = {{"revision", comparison.to}, {"id", comparison.to_id}};
  std::string text = json_text(document);
  // Thousands of paths as JSON values take longer than the verdict on them.
  text.resize(text.size() - std::string_view("\n}\n").size());
  text += ",\n  \"reasons\": [";
  for (std::size_t i = 0; i < verdict.reasons.size(); ++i) {
    text += i == 0 ? "\n    " : ",\n    ";
    add_reason(text, verdict.reasons[i]);
  }
  text += verdict.reasons.empty() ? "],\n  \"changes\": [" : "\n  ],\n  \"changes\": [";
  add_changes(text, verdict.paths);
  text += verdict.paths.empty() ? "]\n}\n" : "\n  ]\n}\n";
  return text;
}

}  // namespace slipway::report
