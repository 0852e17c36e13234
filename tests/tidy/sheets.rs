//! Style sheets: raw colours and lengths stand in tokens.css alone, and every sheet is loaded.

use crate::Fault;

/// Units of lengths that are somebody's choice. Shares of the window, of a line or of a grid are not.
const UNITS: [&str; 12] = ["px", "rem", "em", "ch", "ex", "pt", "pc", "cm", "mm", "in", "q", "cap"];

const COLOUR_FUNCTIONS: [&str; 10] = ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color"];

const COLOUR_NAMES: [&str; 24] = [
    "black", "white", "gray", "grey", "silver", "red", "maroon", "orange", "yellow", "gold", "green", "lime", "olive",
    "teal", "cyan", "aqua", "blue", "navy", "purple", "magenta", "pink", "brown", "beige", "ivory",
];

/// Declarations with a raw colour or length, outside tokens.css. Conditions of `@media` and the like cannot use tokens.
pub fn raw_values(name: &str, sheet: &str) -> Vec<Fault> {
    if name.ends_with("tokens.css") {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for (line, property, value) in declarations(sheet) {
        for word in words(&value) {
            if let Some(what) = raw(word) {
                let advice = format!(
                    "`{property}` has the raw {what} `{word}`. Use a var(--…), or name a new one in styles/tokens.css."
                );
                faults.push(Fault::new(line, advice));
            }
        }
    }
    faults
}

/// Sheets that index.html does not load.
pub fn unloaded(name: &str, page: &str) -> Vec<Fault> {
    if page.contains(&format!("href=\"{name}\"")) {
        return Vec::new();
    }
    vec![Fault::new(1, format!("index.html does not load it. Add: <link data-trunk rel=\"css\" href=\"{name}\">"))]
}

/// Line, property and value of each declaration. What a `{` ends is a selector or a condition.
fn declarations(sheet: &str) -> Vec<(usize, String, String)> {
    let sheet = without_comments_and_strings(sheet);
    let mut found = Vec::new();
    let mut line = 1;
    let mut piece = String::new();
    for sign in sheet.chars() {
        if matches!(sign, ';' | '}')
            && !piece.trim_start().starts_with('@')
            && let Some((property, value)) = piece.split_once(':')
        {
            let before = line - value.matches('\n').count();
            found.push((before, property.trim().to_string(), value.trim().to_string()));
        }
        if matches!(sign, ';' | '{' | '}') {
            piece.clear();
        } else {
            piece.push(sign);
        }
        line += usize::from(sign == '\n');
    }
    found
}

/// The sheet with those blanked, line by line as long as before.
fn without_comments_and_strings(sheet: &str) -> String {
    let mut kept = String::new();
    let mut rest = sheet;
    while let Some(at) = rest.find(['/', '"', '\'']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let ends = [("/*", "*/"), ("\"", "\""), ("'", "'")];
        let Some((start, end)) = ends.into_iter().find(|(start, _)| from.starts_with(start)) else {
            kept.push('/');
            rest = from.split_at(1).1;
            continue;
        };
        let inside = from.split_at(start.len()).1;
        let (blanked, after) = inside.split_once(end).unwrap_or((inside, ""));
        kept.extend(blanked.chars().filter(|sign| *sign == '\n'));
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// The words of a value; names of functions keep their bracket.
fn words(value: &str) -> impl Iterator<Item = &str> {
    let ends = |sign: char| sign.is_whitespace() || [',', ')', '/', '*', '!'].contains(&sign);
    value.split(ends).flat_map(|word| word.split_inclusive('(')).filter(|word| !word.is_empty())
}

fn raw(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    if let Some(function) = word.strip_suffix('(') {
        return COLOUR_FUNCTIONS.contains(&function).then_some("colour");
    }
    if COLOUR_NAMES.contains(&word.as_str()) || word.starts_with('#') {
        return Some("colour");
    }
    let number = word.trim_start_matches(['-', '+']);
    let unit = number.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == '.');
    let digits = number.strip_suffix(unit).unwrap_or_default();
    let is_zero = digits.chars().all(|sign| sign == '0' || sign == '.');
    (!digits.is_empty() && !is_zero && UNITS.contains(&unit)).then_some("length")
}

#[test]
fn raw_values_are_found_and_nothing_else() {
    fn check(sheet: &str, expected: &[(usize, &str)]) {
        let found = raw_values("styles/chat.css", sheet);
        assert_eq!(found.len(), expected.len(), "{sheet}: {found:?}");
        for (fault, (line, word)) in found.iter().zip(expected) {
            assert_eq!(fault.line, *line, "{sheet}");
            assert!(fault.advice.contains(&format!("`{word}`")), "{sheet}: {fault:?}");
        }
    }
    check(".a { color: var(--ink); margin: 0 auto; width: 50%; flex: 1; line-height: 1.5 }", &[]);
    check(".a { grid: \"a b\" 100dvh / var(--s1) minmax(0, 1fr); transition: all var(--quick) }", &[]);
    check("@media (max-width: 46rem) { .a { gap: var(--s1) } }", &[]);
    check("@container (width > 20em) { .a:hover { top: calc(-1 * var(--s1)) } }", &[]);
    check("@layer base, parts;\n#fff { transform: rotate(45deg) }", &[]);
    check(".a { color: transparent; fill: currentColor; background: color-mix(in oklch, var(--a), var(--b)) }", &[]);
    check(".a { content: \"12px red\"; /* 3px */ background: url('#fff') }", &[]);
    check(".red, .a:not(.b) { animation: red-alert var(--calm) }", &[]);
    check(".a {\n  margin: 4px;\n}", &[(2, "4px")]);
    check(".a { padding: 0 .5REM }", &[(1, ".5REM")]);
    check(".a { width: calc(100% - 2em) }", &[(1, "2em")]);
    check(".a { margin:\n 1px\n 2px }", &[(1, "1px"), (1, "2px")]);
    check(".a { color: #fff; b: #A1b2c3d4 }", &[(1, "#fff"), (1, "#A1b2c3d4")]);
    check(".a { background: RGB(0 0 0 / 50%) } .b { color: oklch(50% 0 0) }", &[(1, "RGB("), (1, "oklch(")]);
    check(".a { border: var(--hair) solid red!important }", &[(1, "red")]);
    check(".a { &:hover { color: white } gap: -3px }", &[(1, "white"), (1, "-3px")]);
    check("/* x\n*/ .a { --own: 2px }", &[(2, "2px")]);
    assert_eq!(raw_values("styles/tokens.css", ":root { --s1: 4px }"), []);
}

#[test]
fn sheets_nobody_loads_are_found() {
    let page = "<link data-trunk rel=\"css\" href=\"styles/a.css\">";
    assert_eq!(unloaded("styles/a.css", page), []);
    assert_eq!(unloaded("styles/b.css", page).len(), 1);
}
