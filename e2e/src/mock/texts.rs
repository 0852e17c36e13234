//! The longer texts the mock's models say.

/// A tour of what markdown can do, with the traps a reader's page must not step into: raw HTML, a remote image, a
/// script link.
pub const MARKDOWN: &str = r#"# A tour of markdown

A paragraph with *emphasis*, **strong words**, ~~struck ones~~, `code` and a [link](https://example.com/page).
A bare address: https://example.com/path?q=1. 한국어 문장도 있어요. 日本語の文も。 中文也有。 وسطر بالعربية.

## Lists

- one
- two
  - two and a half
- three

3. third
4. fourth

- [x] done
- [ ] to do

> A quotation
> over two lines.

## Code

```rust
fn main() {
    let name = "world"; // a comment
    println!("Hello, {name}");
}
```

    indented code

## A table

| left | centre | right |
|:-----|:------:|------:|
| a    | `b`    |   1.5 |
| a \| b | **c** | 22.75 |

A sentence with a footnote.[^1]

[^1]: The footnote.

---

<b onclick="document.title='caught'">raw HTML</b> <script>document.title = 'caught'</script>

![a remote image](https://example.com/pixel.png) and [a bad link](javascript:document.title='caught').

AVeryLongWordThatGoesOnAndOnWithoutAnyPlaceToBreakItSoThatNarrowScreensHaveToDealWithItSomehowOrScrollSideways
"#;

/// What is more than words. The page in it tells whom it can reach.
pub const SIGHTS: &str = r#"# A table

| Fruit | Price |
|-------|------:|
| fig   | $10 |
| apple | $1,200 |
| pear  | 3 |

# Pictures

![a dot](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==)
![elsewhere](https://example.com/pixel.png)

# Diagrams

```mermaid
graph LR
  Question --> Answer
  Answer --> Question
```

```mermaid
graph LR
  Question -->
  --> nothing ((
```

# Pages

```html
<!doctype html>
<title>A page</title>
<h1 id="said"></h1>
<img src="https://example.com/pixel.png">
<script>
  let parents = "a parent";
  try { parent.document.title; } catch { parents = "no parent"; }
  const tell = (fetched) => {
    said.textContent = `origin ${origin}, ${parents}, ${fetched}`;
    parent.postMessage(said.textContent, "*");
  };
  fetch("https://example.com/").then(() => tell("a fetch"), () => tell("no fetch"));
</script>
```

```svg
<svg viewBox="0 0 120 60" width="240" height="120">
  <rect width="120" height="60" rx="8" fill="teal" />
  <image href="https://example.com/pixel.png" />
</svg>
```

# The last

Enough.
"#;

/// Code in eleven languages.
pub const LANGUAGES: &str = include_str!("../../data/sights/languages.md");

/// Scripts that run from right to left, or have no spaces, beside code and numbers.
pub const SCRIPTS: &str = include_str!("../../data/sights/scripts.md");

/// Lists, quotes, formulas, tables, tasks, a footnote, and things too long for a line.
pub const EVERYTHING: &str = include_str!("../../data/sights/everything.md");

/// Formulas as models write them, a line each.
pub const FORMULAS: &str = include_str!("../../../tests/data/formulas.txt");

/// [`FORMULAS`] as a text, and some in a line.
pub fn formulas() -> String {
    let mut text = "The roots of $ax^2 + bx + c$ cost $5, not \\(6\\).\n\n".to_owned();
    FORMULAS.lines().for_each(|formula| text.push_str(&format!("$$\n{formula}\n$$\n\n")));
    text
}

/// The text of the `length` model, which stops after the first of these halves.
pub const HALVES: (&str, &str) = (
    "Three things make a good cup of tea: fresh water that has just come to the boil, leaves that were kept away from light, and",
    " the patience to leave it alone for four minutes. Milk is a matter of upbringing.",
);

/// What the reasoning models think before they speak.
pub const THOUGHT: &str =
    "The person asks something simple. Let me think in two steps.\n\nFirst I read the question, then I answer it.";

/// A web page, as a login or a captive portal sends it.
pub const WEB_PAGE: &str = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1>\
<script>document.title='caught'</script><p>Please sign in to continue.</p></body></html>";
