//! Thoughts that other programs leave inside a reply's text, between tags or in `<details>`.
//!
//! Promises: words that are not thoughts stay what they are, and nothing is lost: what leaves the text is in the
//! thoughts. A tag that a text merely mentions, in a sentence or in code, stays in it.

use crate::domain::json;
use crate::domain::transfer::import::fields::part;
use crate::domain::transfer::import::parts::Content;

/// Marks around thoughts, by the models that write them.
const MARKS: [(&str, &str); 10] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<thoughts>", "</thoughts>"),
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|channel|>analysis<|message|>", "<|channel|>final<|message|>"),
];

/// Marks of gpt-oss that may stand around the last of [`MARKS`].
const TURN: [&str; 4] = ["<|end|>", "<|return|>", "<|start|>assistant", "<|channel|>final<|message|>"];

/// Moves the thoughts in the text of a reply to its thoughts.
pub fn part_with(content: &mut Content) {
    let text = std::mem::take(&mut content.text);
    let mut words = String::new();
    let mut rest = text.as_str();
    let mut fence = None;
    // Before the first words a tag needs no line of its own.
    while !rest.is_empty() {
        if fence.is_none()
            && let Some(after) = block(rest, words.trim().is_empty(), &mut words, content)
        {
            words.truncate(words.trim_end().len());
            rest = after;
            if !words.is_empty() {
                words.push_str("\n\n");
                rest = after.trim_start_matches('\n');
            }
            continue;
        }
        let (line, after) = rest.split_at(rest.find('\n').map_or(rest.len(), |at| at + 1));
        fence = fence_after(fence, line);
        words.push_str(line);
        rest = after;
    }
    if let Some((thoughts, answer)) = unopened(&words) {
        let (thoughts, answer) = (thoughts.trim().to_owned(), answer.to_owned());
        part(&thoughts, &mut content.reasoning);
        words = answer;
    }
    // Where nothing was taken out, the text stays what it is to the last space.
    content.text = if words == text { text } else { words.trim().to_owned() };
}

/// The fence that is open after a line.
fn fence_after(open: Option<(char, usize)>, line: &str) -> Option<(char, usize)> {
    let line = line.trim();
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'));
    let length = mark.map_or(0, |mark| line.chars().take_while(|c| *c == mark).count());
    match (open, mark) {
        (None, Some(mark)) if length >= 3 => Some((mark, length)),
        (Some((held, least)), Some(mark)) if held == mark && length >= least && line.chars().all(|c| c == mark) => None,
        _ => open,
    }
}

/// Takes a block of thoughts at the beginning of a line. Gives what follows it.
fn block<'t>(rest: &'t str, first: bool, words: &mut String, content: &mut Content) -> Option<&'t str> {
    let start = rest.trim_start();
    if start.starts_with("<details") {
        return details(start, words, content);
    }
    let (open, close) = MARKS.into_iter().find(|(open, _)| start.starts_with(open))?;
    let inside = start.strip_prefix(open)?;
    let Some((thoughts, after)) = closed(inside, open, close) else {
        // The reply was cut while it thought.
        if first {
            part(inside.trim(), &mut content.reasoning);
        }
        return first.then_some("");
    };
    let alone = inside.starts_with('\n') && after.lines().next().is_none_or(|line| line.trim().is_empty());
    if !first && !alone {
        return None;
    }
    let mut thoughts = thoughts.trim();
    let mut after = after;
    while let Some(rest) = TURN.iter().find_map(|mark| thoughts.trim_end().strip_suffix(mark)) {
        thoughts = rest;
    }
    while let Some(rest) = TURN.iter().find_map(|mark| after.trim_end().strip_suffix(mark)) {
        after = rest;
    }
    part(thoughts.trim(), &mut content.reasoning);
    Some(after)
}

/// What stands before the mark that closes this block, and what follows it. Blocks may stand in each other.
fn closed<'t>(inside: &'t str, open: &str, close: &str) -> Option<(&'t str, &'t str)> {
    let (mut at, mut depth) = (0, 0_u32);
    loop {
        let rest = inside.get(at..)?;
        let end = rest.find(close)?;
        match rest.find(open).filter(|start| *start < end) {
            Some(start) => {
                depth += 1;
                at += start + open.len();
            }
            None if depth == 0 => return Some((inside.get(..at + end)?, inside.get(at + end + close.len()..)?)),
            None => {
                depth -= 1;
                at += end + close.len();
            }
        }
    }
}

/// Thoughts of which only the closing mark is there, on a line of its own.
fn unopened(words: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    let mut fence = None;
    for line in words.split_inclusive('\n') {
        if fence.is_none() && MARKS.iter().any(|(_, close)| close.starts_with("</") && line.trim() == *close) {
            return Some((words.get(..at)?, words.get(at + line.len()..)?));
        }
        fence = fence_after(fence, line);
        at += line.len();
    }
    None
}

/// Takes a `<details>` of Open WebUI's: thoughts, a tool's call with its result, code that ran. Others stay.
fn details<'t>(start: &'t str, words: &mut String, content: &mut Content) -> Option<&'t str> {
    let (tag, inside) = start.split_once('>')?;
    let (inside, after) = closed(inside, "<details", "</details>").unwrap_or((inside, ""));
    let body = inside.split_once("</summary>").map_or(inside, |(_, body)| body).trim();
    match attribute(tag, "type").as_str() {
        "reasoning" => {
            let escaped = body.starts_with("&gt;");
            let mut thoughts = String::new();
            for line in body.lines() {
                let line = line.strip_prefix("&gt;").or(line.strip_prefix('>')).unwrap_or(line);
                thoughts.push_str(line.strip_prefix(' ').unwrap_or(line));
                thoughts.push('\n');
            }
            let thoughts = if escaped { unescaped(&thoughts) } else { thoughts };
            part(thoughts.trim(), &mut content.reasoning);
        }
        "tool_calls" => {
            let mut found = Content::default();
            let (name, given, result) = (attribute(tag, "name"), attribute(tag, "arguments"), attribute(tag, "result"));
            // Both are JSON, often JSON inside a string of JSON.
            let call = json::whole(&given).ok();
            let named = format!("{{\"name\":{}}}", quoted(&name));
            if let Ok(named) = json::whole(&named) {
                match call {
                    Some(given) => found.call_with(named.get("name").text(), &given),
                    None => found.call(&named),
                }
            }
            if !result.is_empty() {
                match json::whole(&result) {
                    Ok(value) => found.result(&value),
                    Err(_) => found.result_text(&result),
                }
            }
            part(body, &mut found.text);
            separate(words, &found.text);
            content.unsupported.add(&found.unsupported);
        }
        "code_interpreter" => {
            let mut found = Content::default();
            found.unsupported.tool_calls += 1;
            part(body, &mut found.text);
            let output = attribute(tag, "output");
            if !output.is_empty() {
                match json::whole(&output) {
                    Ok(value) => found.result(&value),
                    Err(_) => found.result_text(&output),
                }
            }
            separate(words, &found.text);
            content.unsupported.add(&found.unsupported);
        }
        _ => return None,
    }
    Some(after.trim_start_matches('\n'))
}

/// Adds a paragraph to words, with an empty line on either side.
fn separate(words: &mut String, text: &str) {
    let before = words.trim_end().len();
    words.truncate(before);
    part(text, words);
    words.push_str("\n\n");
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    json::write_text(&mut out, text);
    out
}

/// The value of an attribute; empty if there is none.
fn attribute(tag: &str, name: &str) -> String {
    let value = tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
    value.map_or_else(String::new, |(value, _)| unescaped(value))
}

/// A text without the entities that HTML needs.
fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&")]
        .into_iter()
        .fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, words: &str, thoughts: &str) {
        let mut content = Content { text: text.to_owned(), ..Content::default() };
        part_with(&mut content);
        assert_eq!((content.text.as_str(), content.reasoning.as_str()), (words, thoughts), "{text}");
    }

    #[test]
    fn thoughts_between_marks_leave_the_text() {
        check("<think>\nhm\n</think>\n\nIt is **42**.", "It is **42**.", "hm");
        check("<think>2 * 42 = 84</think>84", "84", "2 * 42 = 84");
        check("<think>a</think>\n<think>b</think>\nc", "c", "a\n\nb");
        check("<think>a <think>b</think> c</think>d", "d", "a <think>b</think> c");
        check("one\n\n<think>\nhm\n</think>\n\ntwo", "one\n\ntwo", "hm");
        check("[THINK]hm[/THINK]so", "so", "hm");
        check("<think>cut in the middle", "", "cut in the middle");
        check("hm\nmore\n</think>\n\nso", "so", "hm\nmore");
        check(
            "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>so<|return|>",
            "so",
            "hm",
        );
    }

    #[test]
    fn a_tag_that_is_only_mentioned_stays() {
        for text in [
            "The tag <think> opens, </think> closes.",
            "```\n<think>\nx\n</think>\n```",
            "a\n<think>inline</think> b",
            "a\n<think>\nnever closed",
            "```\n</think>\n```\n",
            "~~~html\n<details type=\"reasoning\">\n</details>\n~~~",
            "<details>\n<summary>s</summary>\nmine\n</details>\n",
            "  kept to the last space  \n",
            "",
        ] {
            check(text, text, "");
        }
    }

    #[test]
    fn details_of_open_webui_leave_the_text_wherever_they_stand() {
        let thoughts = |text: &str| {
            format!(
                "<details type=\"reasoning\" done=\"true\" duration=\"5\">\n<summary>Thought</summary>\n{text}\n</details>\n"
            )
        };
        check(&format!("{}a", thoughts("> hm\n> \n> so")), "a", "hm\n\nso");
        check(&format!("{}a\n{}b", thoughts("&gt; 1 &lt; 2"), thoughts("> two")), "a\n\nb", "1 < 2\n\ntwo");
        let nested = "a\n<details>\n<summary>s</summary>\nb\n</details>\nc";
        check(&thoughts(nested), "", nested);
    }

    #[test]
    fn a_tool_call_of_open_webui_becomes_text() {
        let text = "Look.\n<details type=\"tool_calls\" done=\"true\" id=\"1\" name=\"find\" arguments=\"{&quot;q&quot;: &quot;x&quot;}\" result=\"&quot;found&quot;\">\n<summary>Tool Executed</summary>\n</details>\nSo.";
        let mut content = Content { text: text.to_owned(), ..Content::default() };
        part_with(&mut content);
        assert_eq!(content.text, "Look.\n\n**find**\n\n```\nx\n```\n\n```\nfound\n```\n\nSo.");
        assert_eq!((content.unsupported.tool_calls, content.unsupported.tool_results), (1, 1));
    }
}
