//! Sentences in views come from the text table, so no literal may stand where a person reads: between tags, as the child
//! of an element, or in an attribute that is shown or read out.

use crate::Fault;
use crate::tokens::{Token, tokens_without_tests};

const READ_OUT: [&str; 9] = [
    "alt",
    "aria-description",
    "aria-label",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
    "label",
    "placeholder",
    "title",
];

/// Literals a person would read.
pub fn faults(_: &str, source: &str) -> Vec<Fault> {
    let tokens = tokens_without_tests(source);
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        if token.is('{') && opens_markup(&tokens, index) {
            markup(block(&tokens, index).0, &mut found);
        }
        if token.is('(') {
            built(&tokens, index, &mut found);
        }
    }
    let spoken = found.into_iter().filter(|token| token.text().is_some_and(has_words));
    spoken.map(|token| Fault::new(token.line, advice(token.text().unwrap_or_default()))).collect()
}

fn advice(text: &str) -> String {
    format!("\"{text}\" is said to people. Put it into src/domain/text/, in every language, and name it from there.")
}

/// What a call builds of an element: `element("p title=…")`, `.attr("title", …)`, `.child(…)`.
fn built<'a>(tokens: &'a [Token], open: usize, found: &mut Vec<&'a Token>) {
    let name = open.checked_sub(1).and_then(|index| tokens.get(index)).and_then(Token::word);
    let inside = enclosed(tokens, open, '(', ')').0;
    match (name, inside) {
        (Some("element"), [plain, ..]) => {
            let attributes = plain.text().unwrap_or_default().split(' ');
            if attributes.filter_map(|word| word.split_once('=')).any(|(name, _)| READ_OUT.contains(&name)) {
                found.push(plain);
            }
        }
        (Some("attr"), [name, _, value @ ..]) if name.text().is_some_and(|name| READ_OUT.contains(&name)) => {
            attribute(value, found);
        }
        (Some("child"), _) => {
            let mut index = 0;
            let mut from = 0;
            // What stands in further calls is theirs.
            while let Some(token) = inside.get(index) {
                index += 1;
                if token.is('(') {
                    attribute(inside.get(from..index).unwrap_or_default(), found);
                    index = enclosed(inside, index - 1, '(', ')').1;
                    from = index;
                }
            }
            attribute(inside.get(from..).unwrap_or_default(), found);
        }
        _ => {}
    }
}

/// What stands between tags.
fn markup<'a>(tokens: &'a [Token], found: &mut Vec<&'a Token>) {
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        if token.is('<') {
            index = tag(tokens, index + 1, found);
            continue;
        }
        if token.is('{') {
            let (inside, after) = block(tokens, index);
            content(inside, found);
            index = after;
            continue;
        }
        // Their blocks hold markup again, not code.
        if matches!(token.word(), Some("if" | "else" | "for" | "match")) {
            let open = tokens.iter().skip(index).position(|token| token.is('{')).map(|ahead| index + ahead);
            let Some(open) = open else { return };
            let (inside, after) = block(tokens, open);
            markup(inside, found);
            index = after;
            continue;
        }
        if token.text().is_some() && !is_pattern(tokens, index) {
            found.push(token);
        }
        index += 1;
    }
}

/// A tag up to its `>`: only some attributes are read by people. Says where it ends.
fn tag<'a>(tokens: &'a [Token], start: usize, found: &mut Vec<&'a Token>) -> usize {
    let mut name = String::new();
    let mut depth = 1;
    let mut index = start;
    while let Some(token) = tokens.get(index) {
        let before = tokens.get(index.wrapping_sub(1));
        let is_value = before.is_some_and(|before| before.is('='));
        let is_read = is_value && READ_OUT.contains(&name.as_str());
        if token.is('{') {
            let (inside, after) = block(tokens, index);
            if is_read {
                attribute(inside, found);
            }
            index = after;
            continue;
        }
        match token.word() {
            Some(word) if before.is_some_and(|before| before.is('-')) => name = format!("{name}-{word}"),
            Some(word) => name = word.to_string(),
            None if token.is('<') => depth += 1,
            None if token.is('>') => depth -= 1,
            None if is_read && token.text().is_some() => found.push(token),
            None => {}
        }
        index += 1;
        if depth == 0 {
            break;
        }
    }
    index
}

/// Code whose value is shown: a literal or `format!` alone, also as the value of a branch.
fn content<'a>(tokens: &'a [Token], found: &mut Vec<&'a Token>) {
    match tokens {
        [only] if only.text().is_some() => found.push(only),
        [word, bang, open, text, .., close]
            if word.word() == Some("format") && bang.is('!') && open.is('(') && close.is(')') =>
        {
            found.push(text);
        }
        _ => {}
    }
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        index += 1;
        if token.is('{') {
            let (inside, after) = block(tokens, index - 1);
            // Markup is looked at by itself, and a closure's block is code.
            let is_closure = index > 1 && tokens.get(index - 2).is_some_and(|before| before.is('|'));
            match inside {
                _ if opens_markup(tokens, index - 1) => {}
                [only] if is_closure && only.text().is_some() => {}
                _ => content(inside, found),
            }
            index = after;
        }
    }
}

/// Code whose value is read out: every literal but those it only compares with or looks up.
fn attribute<'a>(tokens: &'a [Token], found: &mut Vec<&'a Token>) {
    for (index, token) in tokens.iter().enumerate() {
        let back = |count: usize| index.checked_sub(count).and_then(|index| tokens.get(index));
        let compares =
            back(1).is_some_and(|sign| sign.is('=')) && back(2).is_some_and(|sign| sign.is('=') || sign.is('!'));
        let looks_up = back(1).is_some_and(|sign| sign.is('(')) && back(3).is_some_and(|sign| sign.is('.'));
        if token.text().is_some() && !compares && !looks_up && !is_pattern(tokens, index) {
            found.push(token);
        }
    }
}

/// Whether a literal is what an arm of a `match` looks for.
fn is_pattern(tokens: &[Token], index: usize) -> bool {
    let after = |count: usize, sign: char| tokens.get(index + count).is_some_and(|token| token.is(sign));
    after(1, '|') || (after(1, '=') && after(2, '>'))
}

fn opens_markup(tokens: &[Token], open: usize) -> bool {
    let back = |count: usize| open.checked_sub(count).and_then(|index| tokens.get(index));
    back(1).is_some_and(|sign| sign.is('!')) && matches!(back(2).and_then(Token::word), Some("html" | "html_nested"))
}

/// What stands inside the brace at this index, and the index after its end.
fn block(tokens: &[Token], open: usize) -> (&[Token], usize) {
    enclosed(tokens, open, '{', '}')
}

fn enclosed(tokens: &[Token], open: usize, opens: char, closes: char) -> (&[Token], usize) {
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        depth += i32::from(token.is(opens));
        depth -= i32::from(token.is(closes));
        if depth == 0 {
            return (tokens.get(open + 1..index).unwrap_or_default(), index + 1);
        }
    }
    (tokens.get(open + 1..).unwrap_or_default(), tokens.len())
}

/// Two letters in a row, placeholders aside: signs and single letters need no translation.
fn has_words(text: &str) -> bool {
    let mut letters = 0;
    let mut placeholders = 0;
    for sign in text.chars() {
        match sign {
            '{' => placeholders += 1,
            '}' => placeholders -= 1,
            _ if placeholders > 0 => {}
            _ if sign.is_alphabetic() => letters += 1,
            _ => letters = 0,
        }
        if letters == 2 {
            return true;
        }
    }
    false
}

#[test]
fn what_people_read_is_found_and_nothing_else() {
    fn check(source: &str, expected: &[&str]) {
        let expected: Vec<String> = expected.iter().map(|text| advice(text)).collect();
        let found: Vec<String> = faults("", source).into_iter().map(|fault| fault.advice).collect();
        assert_eq!(found, expected, "{source}");
    }
    check(r#"html! { <p class="a b" key={"row-1"}>{ texts.send }</p> }"#, &[]);
    check(r#"html! { <p>{ "Send" }</p> }"#, &["Send"]);
    check(r#"html! { <p>"Send"</p> } html! { { "보내기" } }"#, &["Send", "보내기"]);
    check(r#"html! { <button aria-label="Send" title={"Now"} type="button" data-kind="icon" /> }"#, &["Send", "Now"]);
    check(
        r#"html! { <input placeholder={if busy { "Wait" } else { texts.ask }} class={if busy { "is-busy" } else { "idle" }} /> }"#,
        &["Wait"],
    );
    check(
        r#"html! { <a title={match kind { "open" => texts.open, _ => map.get("other") }} alt={(k == "all").then_some(texts.all)}>{ "·" }{ "x" }{ "1/2" }</a> }"#,
        &[],
    );
    check(
        r#"html! { <p>{ if busy { "Busy" } else { texts.idle } }{ format!("{n} left") }{ format!("{a}/{b}") }</p> }"#,
        &["Busy", "{n} left"],
    );
    check(
        r#"html! { if busy { <p>{ "Busy" }</p> } else if idle { "Idle" } else { <Row label="Row" /> } }"#,
        &["Busy", "Idle", "Row"],
    );
    check(r#"html! { for item in items { <li id={format!("item-{}", item.id)}>{ item.title.clone() }</li> } }"#, &[]);
    check(
        r#"html! { { for items.iter().map(|i| { let id = "some id"; html! { <b id={id} role="note">{ "Deep" }</b> } }) } }"#,
        &["Deep"],
    );
    check(r#"html! { <Ctx<Rc<State>> context={state}><p>{ state.name("user") }</p></Ctx<Rc<State>>> }"#, &[]);
    check(
        r#"html! { <p onclick={move |_| { log("some words"); }} hidden={a > b}>{ for x.map(|_| { "code" }) }</p> }"#,
        &[],
    );
    check(r#"html! { <@{"section"} role="log">{ children }</@> }"#, &[]);
    check(r#"element("p class=hint").attr("data-kind", "quiet").child(texts.send).child(element("i class=dot"))"#, &[]);
    check(
        r#"element("p title=Now").child("Send").child(if busy { "Busy" } else { texts.idle })"#,
        &["p title=Now", "Send", "Busy"],
    );
    check(
        r#"element("a").attr("title", "Now").attr("aria-label", if all { "All" } else { t.one }).child("·")"#,
        &["Now", "All"],
    );
    check(
        r#"a.child(busy.then(|| element("b").attr("class", if x { "on" } else { "off" }).child("Deep")))"#,
        &["Deep"],
    );
    check(r#"fn f() -> &'static str { "not markup" } // html! { "Send" }"#, &[]);
    check("html! { <p/> }\n#[cfg(test)]\nmod tests { fn t() { html! { <p>{ \"Test\" }</p> } } }", &[]);
}
