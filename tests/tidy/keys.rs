//! Every handler that acts on Enter asks whether the key belongs to an input method, and asks in one place.

use crate::Fault;

/// The one file that reads what browsers say about input methods.
const ASKED: &str = "src/keyboard.rs";

/// Handlers of Enter, and forms that Enter submits, that do not ask; and places that ask the event itself.
pub fn composing(name: &str, source: &str) -> Vec<Fault> {
    let code = source.split_once("#[cfg(test)]\nmod ").map_or(source, |(code, _)| code);
    let mut faults = Vec::new();
    if name == ASKED {
        return faults;
    }
    for (at, line) in code.lines().enumerate() {
        if [".is_composing()", ".key_code()"].iter().any(|asked| line.contains(asked)) {
            let advice =
                "This asks the event whether it composes. Safari answers otherwise: call `is_composing(&event)`.";
            faults.push(Fault::new(at + 1, advice));
        }
    }
    // A handler begins where its event is named and ends where the next one begins.
    let mut line = 1;
    for (at, handler) in code.split("KeyboardEvent|").enumerate() {
        let enters = handler.find("\"Enter\"");
        if at > 0
            && let Some(enters) = enters
            && !handler.contains("is_composing(")
        {
            let lines = handler.get(..enters).unwrap_or_default().matches('\n').count();
            let advice = "This acts on Enter without asking `is_composing(&event)`: it would act on the Enter that confirms \
                          a Korean, Japanese or Chinese word.";
            faults.push(Fault::new(line + lines, advice));
        }
        line += handler.matches('\n').count();
    }
    if let Some(form) = code.find(".on(\"submit\"")
        && !code.contains("is_composing(")
    {
        let advice =
            "Enter in a field submits this form. Stop the Enter that confirms a word: ask `is_composing(&event)`.";
        faults.push(Fault::new(code.get(..form).unwrap_or_default().matches('\n').count() + 1, advice));
    }
    faults
}

#[test]
fn a_handler_of_enter_that_does_not_ask_is_found() {
    fn check(source: &str, lines: &[usize]) {
        let found: Vec<usize> = composing("src/view/x.rs", source).iter().map(|fault| fault.line).collect();
        assert_eq!(found, lines, "{source}");
    }
    let asks = "|event: KeyboardEvent| if !is_composing(&event) && event.key() == \"Enter\" {}";
    check(asks, &[]);
    check("|event: KeyboardEvent| {\n match event.key() {\n \"Enter\" => send(), _ => {} } }", &[3]);
    check(&[asks, "\n|event: KeyboardEvent| {\nif event.key() == \"Enter\" {} }"].concat(), &[3]);
    check(&["|event: KeyboardEvent| event.key() == \"Enter\";\n", asks].concat(), &[1]);
    check("|event: KeyboardEvent| {\nevent.is_composing() || event.key_code() == 229 }", &[2]);
    check("const KEY: &str = \"Enter\";\n|event: KeyboardEvent| event.key() == \"Escape\"", &[]);
    check("element(\"form\")\n.on(\"submit\", submit)", &[2]);
    check("element(\"form\").on(\"submit\", submit).on(\"keydown\", |e| is_composing(e))", &[]);
    check("#[cfg(test)]\nmod tests { |event: KeyboardEvent| \"Enter\" }", &[]);
}
