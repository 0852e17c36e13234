//! A message's markdown as a part of a larger document.
//!
//! Promises: what the message leaves open (a fence of code, a comment, a formula) is closed at its end, so that the rest
//! of the document is not swallowed; its headings rank below a given level, and keep their order among each other; code
//! stays what it is to the last space.
//!
//! Follows the block structure of CommonMark line by line: quotes and list items as containers, and in them fences, HTML
//! blocks, formulas and headings.

/// What surrounds a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    Quote,
    /// A list item whose content begins so many columns in.
    Item(usize),
}

/// A block that goes on until its end mark.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Open {
    Fence {
        mark: char,
        length: usize,
    },
    /// An HTML block or a formula, with its end mark. Upper and lower case are the same.
    Until(&'static str),
}

/// A heading of the message.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Heading {
    level: usize,
    /// Its first and last line.
    lines: (usize, usize),
    /// Where its words begin in the first line.
    start: usize,
    /// What stands before the words of a line that follows in the same containers.
    prefix: String,
}

/// HTML blocks and formulas: how they begin, and their end mark.
const BLOCKS: [(&str, &str); 8] = [
    ("<!--", "-->"),
    ("<?", "?>"),
    ("<![CDATA[", "]]>"),
    ("<script", "</script>"),
    ("<style", "</style>"),
    ("<pre", "</pre>"),
    ("<textarea", "</textarea>"),
    ("\\[", "\\]"),
];

#[derive(Default)]
struct Scan {
    containers: Vec<Container>,
    open: Option<Open>,
    /// The line in which the running paragraph begins, and where in it.
    paragraph: Option<(usize, usize)>,
    headings: Vec<Heading>,
    /// How many `<details>` are open.
    details: usize,
}

/// The markdown with headings below `level` and nothing left open.
#[must_use]
pub fn embedded(text: &str, level: usize) -> String {
    let text = text.trim_end();
    let lines: Vec<&str> = text.split('\n').collect();
    let mut scan = Scan::default();
    for (number, line) in lines.iter().enumerate() {
        scan.line(number, line.trim_end_matches('\r'));
    }
    let highest = scan.headings.iter().map(|heading| heading.level).min().unwrap_or(level + 1);
    let shift = (level + 1).saturating_sub(highest);
    let mut out = String::with_capacity(text.len() + 16);
    let mut headings = scan.headings.iter().peekable();
    let mut skipped = 0;
    for (number, line) in lines.iter().enumerate() {
        if number < skipped {
            continue;
        }
        if number > 0 {
            out.push('\n');
        }
        match headings.next_if(|heading| heading.lines.0 == number) {
            Some(heading) if shift > 0 => {
                skipped = heading.lines.1 + 1;
                let inside = lines.get(number..skipped).unwrap_or_default();
                write_heading(&mut out, inside, heading, heading.level + shift);
                if heading.level + shift > 6 && lines.get(skipped).is_some_and(|next| !next.trim().is_empty()) {
                    // Else what follows would belong to the same paragraph.
                    out.push('\n');
                    out.push_str(heading.prefix.trim_end());
                }
            }
            _ => out.push_str(line),
        }
    }
    if let Some(open) = &scan.open {
        out.push('\n');
        out.push_str(&prefix(&scan.containers));
        match open {
            Open::Fence { mark, length } => out.extend(std::iter::repeat_n(*mark, *length)),
            Open::Until(end) => out.push_str(end),
        }
    }
    for _ in 0..scan.details {
        out.push_str("\n\n</details>");
    }
    out
}

/// Writes a heading as `#` and its words on one line; where there is no such level, its words in bold.
fn write_heading(out: &mut String, lines: &[&str], heading: &Heading, level: usize) {
    let mut words = String::new();
    let setext = lines.len() > 1;
    let count = if setext { lines.len() - 1 } else { 1 };
    for (number, line) in lines.iter().take(count).enumerate() {
        let line = if number == 0 {
            let (before, inside) = line.split_at_checked(heading.start).unwrap_or(("", line));
            out.push_str(before);
            inside
        } else {
            line.trim_start_matches([' ', '>'])
        };
        if number > 0 {
            words.push(' ');
        }
        words.push_str(line.trim());
    }
    let plain = if setext { words.as_str() } else { closing_removed(words.trim_start_matches('#').trim()) };
    if level <= 6 {
        out.extend(std::iter::repeat_n('#', level));
        out.push(' ');
        out.push_str(plain);
    } else if plain.contains('*') || plain.is_empty() {
        out.push_str(plain);
    } else {
        out.push_str("**");
        out.push_str(plain);
        out.push_str("**");
    }
}

/// The words of a heading without the `#` that may close it.
fn closing_removed(words: &str) -> &str {
    let bare = words.trim_end_matches('#');
    if bare.is_empty() || bare.ends_with([' ', '\t']) { bare.trim_end() } else { words }
}

/// What stands before a line in these containers.
fn prefix(containers: &[Container]) -> String {
    let mut out = String::new();
    for container in containers {
        match container {
            Container::Quote => out.push_str("> "),
            Container::Item(columns) => out.extend(std::iter::repeat_n(' ', *columns)),
        }
    }
    out
}

/// The columns of white space at the beginning, and its bytes. A tab goes to the next column of four.
fn indent(text: &str) -> (usize, usize) {
    let (mut columns, mut bytes) = (0, 0);
    for c in text.chars() {
        match c {
            ' ' => columns += 1,
            '\t' => columns += 4 - columns % 4,
            _ => break,
        }
        bytes += 1;
    }
    (columns, bytes)
}

/// The bytes of so many columns of white space.
fn columns(text: &str, wanted: usize) -> usize {
    let mut columns = 0;
    text.bytes()
        .take_while(|byte| {
            let more = columns < wanted && matches!(byte, b' ' | b'\t');
            columns += if *byte == b'\t' { 4 - columns % 4 } else { 1 };
            more
        })
        .count()
}

/// The bytes of a list item's mark, and whether it may interrupt a paragraph.
fn marker(text: &str) -> Option<(usize, bool)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let length = match text.as_bytes().get(digits)? {
        b'-' | b'+' | b'*' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    let after = text.get(length..)?;
    let first = digits == 0 || text.get(..digits) == Some("1");
    let interrupts = first && !after.trim().is_empty();
    (after.is_empty() || after.starts_with([' ', '\t'])).then_some((length, interrupts))
}

fn is_rule(text: &str) -> bool {
    let mut marks = text.chars().filter(|c| !matches!(c, ' ' | '\t'));
    let Some(first) = marks.next().filter(|c| matches!(c, '-' | '*' | '_')) else { return false };
    let mut count = 1;
    marks.all(|c| {
        count += 1;
        c == first
    }) && count >= 3
}

impl Scan {
    fn line(&mut self, number: usize, line: &str) {
        let (mut at, depth) = self.matched(line);
        let rest = line.get(at..).unwrap_or_default();
        if depth < self.containers.len() && !rest.trim().is_empty() {
            // A paragraph goes on without the marks of its containers; nothing else does.
            let lazy = self.paragraph.is_some() && self.open.is_none() && !self.begins_block(rest);
            if lazy {
                return;
            }
            self.containers.truncate(depth);
            self.open = None;
            self.paragraph = None;
        } else if depth < self.containers.len() && self.containers.get(depth) == Some(&Container::Quote) {
            // An empty line ends a quote.
            self.containers.truncate(depth);
            self.open = None;
            self.paragraph = None;
            return;
        }
        if self.open.is_some() {
            return self.inside(rest);
        }
        loop {
            let rest = line.get(at..).unwrap_or_default();
            let (indented, bytes) = indent(rest);
            let body = rest.get(bytes..).unwrap_or_default();
            if body.is_empty() {
                self.paragraph = None;
                return;
            }
            if indented >= 4 {
                // Code, unless a paragraph goes on.
                return;
            }
            if let Some(after) = body.strip_prefix('>') {
                at += bytes + 1 + usize::from(after.starts_with(' '));
                self.containers.push(Container::Quote);
                self.paragraph = None;
                continue;
            }
            let underlines = self.paragraph.is_some() && body.trim_end().bytes().all(|byte| byte == b'-');
            if let Some((length, interrupts)) = marker(body)
                && !is_rule(body)
                && !underlines
                && (interrupts || self.paragraph.is_none())
            {
                let after = body.get(length..).unwrap_or_default();
                let (space, _) = indent(after);
                // Code in an item begins five columns behind its mark; an empty item's content one column.
                let gap = if (1..=4).contains(&space) && !after.trim().is_empty() { space } else { 1 };
                self.containers.push(Container::Item(indented + length + gap));
                self.paragraph = None;
                at += bytes + length + columns(after, gap);
                continue;
            }
            return self.leaf(number, at + bytes, body);
        }
    }

    /// How far the line is in the containers that are open: where the rest of it begins, and how many these are.
    fn matched(&self, line: &str) -> (usize, usize) {
        let mut at = 0;
        for (depth, container) in self.containers.iter().enumerate() {
            let rest = line.get(at..).unwrap_or_default();
            let (indented, bytes) = indent(rest);
            match container {
                Container::Quote => match rest.get(bytes..).and_then(|rest| rest.strip_prefix('>')) {
                    Some(after) if indented < 4 => at += bytes + 1 + usize::from(after.starts_with(' ')),
                    _ => return (at, depth),
                },
                Container::Item(wanted) if indented >= *wanted => at += columns(rest, *wanted),
                Container::Item(_) if rest.trim().is_empty() => {}
                Container::Item(_) => return (at, depth),
            }
        }
        (at, self.containers.len())
    }

    /// Whether a line cannot go on a paragraph.
    fn begins_block(&self, rest: &str) -> bool {
        let (indented, bytes) = indent(rest);
        let body = rest.get(bytes..).unwrap_or_default();
        indented < 4
            && (body.starts_with(['>', '#', '<', '$'])
                || fence(body).is_some()
                || is_rule(body)
                || marker(body).is_some_and(|(_, interrupts)| interrupts)
                || marker(body).is_some() && self.containers.iter().any(|one| matches!(one, Container::Item(_))))
    }

    fn leaf(&mut self, number: usize, at: usize, body: &str) {
        let trimmed = body.trim_end();
        if let Some((mark, length)) = fence(body) {
            self.open = Some(Open::Fence { mark, length });
            self.paragraph = None;
            return;
        }
        let lower = body.to_ascii_lowercase();
        if trimmed == "$$" {
            self.open = Some(Open::Until("$$"));
            self.paragraph = None;
            return;
        }
        if let Some((begin, end)) = BLOCKS.into_iter().find(|(begin, _)| lower.starts_with(&begin.to_ascii_lowercase()))
            && (begin != "\\[" || trimmed == "\\[")
        {
            let after = lower.get(begin.len()..).unwrap_or_default();
            // `<prefix` is no `<pre`.
            let whole = !begin.ends_with(|c: char| c.is_ascii_alphabetic())
                || after.is_empty()
                || after.starts_with(['>', ' ', '\t']);
            if whole {
                self.paragraph = None;
                if !after.contains(&end.to_ascii_lowercase()) {
                    self.open = Some(Open::Until(end));
                }
                return;
            }
        }
        if lower.starts_with("<details") || lower.starts_with("</details") {
            let (opened, closed) = (lower.matches("<details").count(), lower.matches("</details").count());
            self.details = (self.details + opened).saturating_sub(closed);
            self.paragraph = None;
            return;
        }
        let level = body.bytes().take_while(|byte| *byte == b'#').count();
        if (1..=6).contains(&level)
            && body.get(level..).is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t']))
        {
            self.add_heading(level, (number, number), at);
            return;
        }
        let underline = trimmed.bytes().all(|byte| byte == b'=') || trimmed.bytes().all(|byte| byte == b'-');
        if underline && let Some((first, start)) = self.paragraph {
            self.add_heading(if trimmed.starts_with('=') { 1 } else { 2 }, (first, number), start);
            return;
        }
        if is_rule(body) {
            self.paragraph = None;
            return;
        }
        self.paragraph.get_or_insert((number, at));
    }

    fn add_heading(&mut self, level: usize, lines: (usize, usize), start: usize) {
        self.headings.push(Heading { level, lines, start, prefix: prefix(&self.containers) });
        self.paragraph = None;
    }

    /// A line inside a block that goes on until its end mark.
    fn inside(&mut self, rest: &str) {
        let ends = match &self.open {
            Some(Open::Fence { mark, length }) => {
                let (indented, bytes) = indent(rest);
                let body = rest.get(bytes..).unwrap_or_default().trim_end();
                indented < 4 && body.chars().count() >= *length && body.chars().all(|c| c == *mark)
            }
            Some(Open::Until(end)) => rest.to_ascii_lowercase().contains(&end.to_ascii_lowercase()),
            None => false,
        };
        if ends {
            self.open = None;
        }
    }
}

/// The mark and the length of a fence that begins here.
fn fence(body: &str) -> Option<(char, usize)> {
    let mark = body.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let length = body.chars().take_while(|c| *c == mark).count();
    let info = body.get(length..)?;
    (length >= 3 && (mark == '~' || !info.contains('`'))).then_some((mark, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(embedded(text, 2), expected, "{text}");
    }

    #[test]
    fn what_is_left_open_is_closed() {
        check("a\n\n```python\ndef one():\n    return 1", "a\n\n```python\ndef one():\n    return 1\n```");
        check("~~~~\n```\n~~~", "~~~~\n```\n~~~\n~~~~");
        check("````\n```\n", "````\n```\n````");
        check("> ```\n> code", "> ```\n> code\n> ```");
        check("1. a\n\n   ```\n   code", "1. a\n\n   ```\n   code\n   ```");
        check("- > ```\n  > code", "- > ```\n  > code\n  > ```");
        check("<!-- never", "<!-- never\n-->");
        check("$$\nx = 1", "$$\nx = 1\n$$");
        check("\\[\nx", "\\[\nx\n\\]");
        check("<details>\n<summary>s</summary>\n\nb", "<details>\n<summary>s</summary>\n\nb\n\n</details>");
        check("<pre>\na", "<pre>\na\n</pre>");
    }

    #[test]
    fn what_is_closed_or_ends_with_its_container_stays() {
        for text in [
            "```\na\n```",
            "> ```\n> code\n\nout",
            "- ```\n  code\nout",
            "1. ```\n   code\n2. b",
            "<!-- a -->\n\nb",
            "$$\nx\n$$\n\ny",
            "It costs $$ a lot",
            "<prefix>",
            "`` ``` ``",
            "    ```\n    indented",
            "a\n    # no heading",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn headings_rank_below_the_given_level() {
        check("# A\n\n## B\n\na", "### A\n\n#### B\n\na");
        check("A\n=\n\nB\n-\n\na", "### A\n\n#### B\n\na");
        check("two\nlines\n===\n", "### two lines");
        check("# A #\n##### B\ntext", "### A\n**B**\n\ntext");
        check("### A\n\n#### B", "### A\n\n#### B");
        check("## A\n\n###### B", "### A\n\n**B**");
        check("> # A\n> a", "> ### A\n> a");
        check("- # A\n  b", "- ### A\n  b");
        check("> ###### A\n> # B", "> **A**\n>\n> ### B");
        check("```sh\n# comment\n```\n\n# A", "```sh\n# comment\n```\n\n### A");
        check("#hashtag\n\n---\n\na | b\n--- | ---\n", "#hashtag\n\n---\n\na | b\n--- | ---");
        check("- a\n- b\n---\nc", "- a\n- b\n---\nc");
        check("#", "### ");
    }
}
