//! Cuts Rust source into tokens, so that rules never mistake a comment or a string for code.
//!
//! Promises: comments vanish, strings and characters become one token each, every other sign stands alone. Does not know
//! the grammar.

/// A piece of source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A name or keyword.
    Word(String),
    /// A string of any sort, by its content as written.
    Text(String),
    /// A number, a character or a lifetime: nothing any rule asks about.
    Other,
    /// Any other sign.
    Sign(char),
}

/// A piece and the line it begins in, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub line: usize,
}

impl Token {
    pub fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The tokens of a file.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = source;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let (kind, after) = match first {
            _ if rest.starts_with("//") => (None, rest.split_once('\n').map_or("", |(_, after)| after)),
            _ if rest.starts_with("/*") => (None, after_block_comment(rest)),
            _ if first.is_whitespace() => (None, rest.trim_start()),
            _ => {
                let (kind, after) = token(rest, first);
                (Some(kind), after)
            }
        };
        found.extend(kind.map(|kind| Token { kind, line }));
        line += rest.split_at(rest.len() - after.len()).0.matches('\n').count();
        rest = after;
    }
    found
}

/// The tokens up to the module of tests, which rules on what people see leave out.
pub fn tokens_without_tests(source: &str) -> Vec<Token> {
    tokens(source.split_once("#[cfg(test)]\nmod ").map_or(source, |(code, _)| code))
}

fn token(rest: &str, first: char) -> (Kind, &str) {
    if let Some((text, after)) = string(rest) {
        return (Kind::Text(text.to_string()), after);
    }
    if first == '\'' {
        return (Kind::Other, after_quote(rest));
    }
    if first.is_alphanumeric() || first == '_' {
        let (word, after) = rest.split_at(rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()));
        let kind = if first.is_ascii_digit() { Kind::Other } else { Kind::Word(word.to_string()) };
        return (kind, after);
    }
    (Kind::Sign(first), rest.split_at(first.len_utf8()).1)
}

/// `"…"`, `b"…"`, `c"…"`, `r"…"`, `br#"…"#`: the content and what follows.
fn string(rest: &str) -> Option<(&str, &str)> {
    let bare = rest.strip_prefix(['b', 'c']).unwrap_or(rest);
    if let Some(raw) = bare.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let fence = "#".repeat(hashes);
        return raw.trim_start_matches('#').strip_prefix('"')?.split_once(&format!("\"{fence}"));
    }
    let inside = bare.strip_prefix('"')?;
    let mut escaped = false;
    let end = inside.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    let (text, after) = inside.split_at(end.unwrap_or(inside.len()));
    Some((text, after.strip_prefix('"').unwrap_or(after)))
}

/// After a character (`'x'`, `'\''`, `'\u{41}'`) or a lifetime (`'a`).
fn after_quote(rest: &str) -> &str {
    let inside = rest.split_at(1).1;
    let character = match inside.strip_prefix('\\') {
        Some(escape) => escape.get(1..).and_then(|escape| escape.split_once('\'')),
        None => {
            inside.chars().next().and_then(|c| inside.get(c.len_utf8()..)?.strip_prefix('\'')).map(|after| ("", after))
        }
    };
    match character {
        Some((_, after)) => after,
        None => inside.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'),
    }
}

fn after_block_comment(rest: &str) -> &str {
    let mut depth = 0;
    let mut after = rest;
    while !after.is_empty() {
        let step = match after {
            _ if after.starts_with("/*") => {
                depth += 1;
                2
            }
            _ if after.starts_with("*/") => {
                depth -= 1;
                2
            }
            _ => after.chars().next().map_or(0, char::len_utf8),
        };
        after = after.split_at(step).1;
        if depth == 0 {
            break;
        }
    }
    after
}

#[test]
fn source_is_cut_into_tokens() {
    fn check(source: &str, expected: &str) {
        let shown: Vec<String> = tokens(source)
            .into_iter()
            .map(|token| match token.kind {
                Kind::Word(word) => word,
                Kind::Text(text) => format!("[{text}]"),
                Kind::Other => "_".to_string(),
                Kind::Sign(sign) => sign.to_string(),
            })
            .collect();
        assert_eq!(shown.join(" "), expected, "{source}");
    }
    check("use a::b; // c::d\n/* e /* f */ g */ h", "use a : : b ; h");
    check(r#"f("a \" b", b"c", 'd', '\'', '"', '\u{41}') "e""#, r#"f ( [a \" b] , [c] , _ , _ , _ , _ ) [e]"#);
    check(r###"r"a\" r#"b " c"# br##"d"##"###, r#"[a\] [b " c] [d]"#);
    check("fn f<'a>(x: &'a str, y: '한') -> 12_u8", "fn f < _ > ( x : & _ str , y : _ ) - > _");
    check("rest brown c", "rest brown c");
    check("a \" never closed", "a [ never closed]");
    assert_eq!(tokens("a\n\nb /*\n*/ c").iter().map(|token| token.line).collect::<Vec<_>>(), [1, 3, 4]);
}
