//! The contents of other programs' messages: texts, or lists of typed parts.
//!
//! Everything readable becomes text, in the order of the file. What has no place in a message yet (pictures, sounds,
//! files, tool calls, results) is named in the text and counted. Nothing is loaded.

use crate::domain::json::{self, Json};
use crate::domain::original::Unsupported;
use crate::domain::transfer::import::fields::{any, id, part};

/// What a content holds.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Its words, as markdown.
    pub text: String,
    /// Its thoughts.
    pub reasoning: String,
    /// What has no place yet.
    pub unsupported: Unsupported,
}

impl Content {
    /// Reads a content.
    pub fn of(value: &Json<'_>) -> Self {
        let mut content = Self::default();
        content.add(value);
        content
    }

    /// Adds a content, whatever its form.
    pub fn add(&mut self, value: &Json<'_>) {
        match value {
            Json::Text(text) => part(&text.text, &mut self.text),
            Json::List(list) => list.iter().for_each(|value| self.add(value)),
            Json::Object(..) => self.block(value),
            _ => {}
        }
    }

    fn block(&mut self, value: &Json<'_>) {
        let kind = any(value, &["content_type", "type"]).text();
        let inside = any(value, &["text", "content", "parts", "value", "result", "refusal", "output"]);
        match kind {
            "thinking" | "thought" | "reasoning" | "redacted_thinking" => {
                let said = any(value, &["thinking", "reasoning", "text", "content", "summary"]);
                part(&Self::of(said).text, &mut self.reasoning);
            }
            "tether_quote" | "sonic_webpage" => self.quote(value),
            "execution_output" | "system_error" | "tether_browsing_display" | "tether_browsing_code" => {
                part(any(value, &["name", "title"]).text(), &mut self.text);
                self.result(any(value, &["text", "result"]));
            }
            "code" => part(&fenced(value.get("language").text(), inside.text()), &mut self.text),
            _ if is_call(kind) => {
                let call = any(value, &["tool_call", "function"]);
                let call = if matches!(call, Json::Object(..)) { call } else { value };
                self.call(call);
                if let output @ (Json::Text(_) | Json::List(_)) = call.get("output") {
                    self.result(output);
                }
            }
            _ if is_result(kind) => self.result(any(value, &["content", "output", "result", "text"])),
            _ if kind.contains("image") || has(value, &["image_url", "image"]) => {
                self.picture();
                part(value.get("metadata").get("dalle").get("prompt").text(), &mut self.text);
            }
            _ if kind.contains("transcript") => self.add(inside),
            _ if kind.contains("audio") => {
                self.sound();
                part(any(value, &["transcript", "text"]).text(), &mut self.text);
            }
            _ if kind.contains("file") || kind.contains("video") || kind == "document" => self.file(value),
            _ if has(value, &["inlineData", "inline_data", "file"]) => self.file(value),
            _ if matches!(inside, Json::Text(_) | Json::List(_) | Json::Object(..)) => self.add(inside),
            _ if has(value, &["title", "url"]) => {
                let (title, url) = (value.get("title").text(), value.get("url").text());
                part(format!("{title} {url}").trim(), &mut self.text);
            }
            "" | "text" => {}
            _ => {
                self.unsupported.other += 1;
                part(&format!("[{kind}]"), &mut self.text);
            }
        }
    }

    /// Counts and names a picture.
    pub fn picture(&mut self) {
        self.unsupported.pictures += 1;
        part("[image]", &mut self.text);
    }

    /// Counts and names a sound.
    pub fn sound(&mut self) {
        self.unsupported.sounds += 1;
        part("[audio]", &mut self.text);
    }

    /// Counts and names a file, which may be a picture or a sound, and adds the text that was extracted from it.
    pub fn file(&mut self, value: &Json<'_>) {
        let about = any(value, &["file", "source", "inlineData", "inline_data", "input_file"]);
        let look = |names: &[&str]| {
            let held = any(value, names).text();
            if held.is_empty() { any(about, names).text().to_owned() } else { held.to_owned() }
        };
        let media = look(&["mimeType", "mime_type", "media_type", "content_type", "file_type", "file_kind", "type"]);
        let name = look(&["file_name", "filename", "name", "title"]);
        if media.starts_with("image") {
            return self.picture();
        }
        if media.starts_with("audio") {
            return self.sound();
        }
        self.unsupported.files += 1;
        part(&if name.is_empty() { "[file]".to_owned() } else { format!("[file: {name}]") }, &mut self.text);
        let plain = if about.get("type").text() == "text" { about.get("data").text() } else { "" };
        let extracted = [value.get("extracted_content").text(), about.get("data").get("content").text(), plain];
        extracted.into_iter().for_each(|text| part(text, &mut self.text));
    }

    /// Adds the call of a tool as text: what it is called and what it was given.
    pub fn call(&mut self, call: &Json<'_>) {
        self.unsupported.tool_calls += 1;
        let name = any(call, &["name", "tool_name", "toolName", "type"]).text();
        let given = any(call, &["input", "arguments", "args", "action"]);
        self.given(name, given);
    }

    /// The same where name and input are known.
    pub fn call_with(&mut self, name: &str, given: &Json<'_>) {
        self.unsupported.tool_calls += 1;
        self.given(name, given);
    }

    /// The same where the input is a text of no known form.
    pub fn call_text(&mut self, name: &str, given: &str) {
        self.unsupported.tool_calls += 1;
        self.named(name, given);
    }

    fn named(&mut self, name: &str, text: &str) {
        part(&format!("**{name}**"), &mut self.text);
        part(&fenced("", text), &mut self.text);
    }

    fn given(&mut self, name: &str, given: &Json<'_>) {
        let artifact = given.get("content").text();
        let title = any(given, &["title", "name"]).text();
        match given {
            // An artifact of Claude's, a canvas of ChatGPT's: a document with a title.
            Json::Object(..) if !artifact.is_empty() && !title.is_empty() => {
                part(&format!("**{title}**"), &mut self.text);
                part(&fenced(language(given), artifact), &mut self.text);
            }
            Json::Object(raw, members) => {
                part(&format!("**{name}**"), &mut self.text);
                match &members[..] {
                    [] => {}
                    [(_, Json::Text(only))] => part(&fenced(language(given), &only.text), &mut self.text),
                    _ => part(&fenced("json", raw), &mut self.text),
                }
            }
            Json::Text(text) => match json::whole(&text.text) {
                Ok(inside @ Json::Object(..)) => self.given(name, &inside),
                _ => self.named(name, &text.text),
            },
            _ => part(&format!("**{name}**"), &mut self.text),
        }
    }

    /// Adds what a tool gave, as text that is not markdown.
    pub fn result(&mut self, value: &Json<'_>) {
        self.unsupported.tool_results += 1;
        let inside = match value {
            Json::Object(raw, _) => {
                let inside = Self::of(value);
                if inside.text.is_empty() { Self { text: (*raw).to_owned(), ..inside } } else { inside }
            }
            other => Self::of(other),
        };
        self.unsupported.add(&inside.unsupported);
        part(&fenced("", &inside.text), &mut self.text);
    }

    /// The same for a result that is a text.
    pub fn result_text(&mut self, text: &str) {
        self.unsupported.tool_results += 1;
        part(&fenced("", text), &mut self.text);
    }

    fn quote(&mut self, value: &Json<'_>) {
        self.unsupported.tool_results += 1;
        let mut quote = String::new();
        let about = [any(value, &["title", "domain"]).text(), value.get("url").text()];
        let words = any(value, &["text", "snippet"]).text();
        for line in about.into_iter().chain(words.lines()) {
            quote.push_str(if quote.is_empty() { "> " } else { "\n> " });
            quote.push_str(line);
        }
        part(&quote, &mut self.text);
    }
}

fn has(value: &Json<'_>, names: &[&str]) -> bool {
    any(value, names).is_something()
}

/// Whether a part of this type is the call of a tool.
pub fn is_call(kind: &str) -> bool {
    kind.ends_with("tool_use") || kind.ends_with("_call") || kind == "tool-call"
}

/// Whether a part of this type is what a tool gave.
pub fn is_result(kind: &str) -> bool {
    kind.ends_with("tool_result") || kind.ends_with("_call_output") || kind == "tool-result"
}

/// The language of a document that a tool was given, by the words of several programs.
fn language<'a>(given: &'a Json<'_>) -> &'a str {
    let kind = given.get("type").text();
    match kind {
        "text/html" => "html",
        "image/svg+xml" => "svg",
        "text/markdown" | "document" => "markdown",
        "application/vnd.ant.react" => "jsx",
        "application/vnd.ant.mermaid" => "mermaid",
        _ => match kind.strip_prefix("code/") {
            Some(language) => language,
            None => id(given.get("language")),
        },
    }
}

/// A code block that no line of the text can end.
pub fn fenced(language: &str, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let mut fence = String::from("```");
    while text.contains(&fence) {
        fence.push('`');
    }
    let plain = language.bytes().all(|byte| byte.is_ascii_alphanumeric()) && language != "unknown";
    format!("{fence}{}\n{}\n{fence}", if plain { language } else { "" }, text.trim_end())
}
