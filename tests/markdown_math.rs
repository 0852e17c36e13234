//! Formulas are found where people and models write them, and nowhere else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use sotto::domain::markdown::document::Document;
use sotto::domain::markdown::node::{Kind, Node};

/// What is drawn, in short: `{…}` for a formula in a line, `{{…}}` for one that stands for itself, with `…` if it is open.
fn drawn(text: &str) -> String {
    fn write(node: &Node, out: &mut String) {
        let Node::Element(element) = node else {
            let Node::Text(text) = node else { unreachable!() };
            return out.push_str(text);
        };
        let (open, close) = match &element.kind {
            Kind::Math(math) => {
                let (open, close) = if math.display { ("{{", "}}") } else { ("{", "}") };
                return out.push_str(&[open, &math.tex, if math.open { "…" } else { "" }, close].concat());
            }
            Kind::CodeBlock(code) => return out.push_str(&["<pre>", &code.text(), "</pre>"].concat()),
            Kind::Code => ("<code>", "</code>"),
            Kind::Link(link) => ("[", &*format!("]({})", link.address)),
            Kind::Emphasis => ("<em>", "</em>"),
            Kind::Strong => ("<strong>", "</strong>"),
            Kind::Heading(_) => ("<h>", "</h>"),
            Kind::Quote => ("<quote>", "</quote>"),
            Kind::Item => ("<li>", "</li>"),
            Kind::Cell(_) => ("|", ""),
            Kind::Image(image) => return out.push_str(&["<img ", &image.alt, ">"].concat()),
            _ => ("", ""),
        };
        let close = close.to_owned();
        out.push_str(open);
        element.children.iter().for_each(|child| write(child, out));
        out.push_str(&close);
    }
    let mut out = String::new();
    for block in Document::whole(text).blocks() {
        if !out.is_empty() {
            out.push_str(" / ");
        }
        block.nodes.iter().for_each(|node| write(node, &mut out));
    }
    out
}

fn check(text: &str, expected: &str) {
    assert_eq!(drawn(text), expected, "{text:?}");
}

#[test]
fn every_way_to_write_a_formula_is_one() {
    check("a $x^2$ b", "a {x^2} b");
    check("$$x$$", "{{x}}");
    check("$$\nx\n$$", "{{x}}");
    check("a \\(x_1 * y_1 * z\\) b", "a {x_1 * y_1 * z} b");
    check("\\[x\\]", "{{x}}");
    check("\\begin{align}\na &= b \\\\\nc\n\\end{align}", "{{\\begin{align}\na &= b \\\\\nc\n\\end{align}}}");
    check("\\begin{align*}x\\end{align*} then", "{{\\begin{align*}x\\end{align*}}} then");
    check("값은 $x$는 크고 \\(y\\)가 작아요", "값은 {x}는 크고 {y}가 작아요");
    check("**$x$**는 *$y$* and _\\(z\\)_", "<strong>{x}</strong>는 <em>{y}</em> and <em>{z}</em>");
    check("the $n$th, $f(x)$s, $-1$, $0$ or $1$.", "the {n}th, {f(x)}s, {-1}, {0} or {1}.");
    check("$a$, $b$; ($c$)", "{a}, {b}; ({c})");
    check("$\\text{if $x$ is}$ and $\\$5$", "{\\text{if $x$ is}} and {\\$5}");
    check("\\(a \\) \\( b\\)", "{a} {b}");
}

#[test]
fn what_is_in_a_formula_makes_no_blocks() {
    check("\\[\na\n- b\n+ c\n= d\n\\]", "{{a\n- b\n+ c\n= d}}");
    check("$$\na\n=\nb\n$$", "{{a\n=\nb}}");
    check("$$\n# a\n> b\n1. c\n    d\n$$", "{{# a\n> b\n1. c\n    d}}");
    check("1. one\n   $$\n   a\n   - b\n   $$\n2. two", "<li>one\n{{a\n   - b}}</li><li>two</li>");
    check("1. one\n\n    \\[\n    a\n    \\]\n\n2. two", "<li>one{{a}}</li><li>two</li>");
    check("> so\n> $$\n> a\n> > b\n> $$", "<quote>so\n{{a\n> b}}</quote>");
    check("- > $$\n  > a\n  > $$", "<li><quote>{{a}}</quote></li>");
    check("- a $x$\n- b $y$", "<li>a {x}</li><li>b {y}</li>");
    check("| $a$ | b |\n|---|---|\n| $|x|$ | $P(A|B)$ |", "|{a}|b|{|x|}|{P(A|B)}");
    check("# The $n$ in $$x$$", "<h>The {n} in {{x}}</h>");
}

#[test]
fn money_and_variables_are_none() {
    for text in [
        "$5 and $10",
        "US$5, CA$7",
        "$5-$10",
        "$5/$8 and $20–$30",
        "($5)($6)",
        "it costs $5 and 6$.",
        "set $HOME and $PATH",
        "$HOME/$USER/$x",
        "${a} and ${b}",
        "${a}-${b}",
        "a $ b $ c",
        "$ 5$",
        "$$$ and $$$",
        "$",
        "100$",
        "$5\nand 6$",
        "$a\n\nb$",
    ] {
        check(text, &text.replace("\n\n", " / "));
    }
    check("*US$5* and **$7**, **$8**", "<em>US$5</em> and <strong>$7</strong>, <strong>$8</strong>");
    check("$5 for $x$", "$5 for {x}");
    check("|$5|$6|\n|-|-|\n|$7|$8|", "|$5|$6|$7|$8");
    check("\\$5 and \\$6", "$5 and $6");
    check("\\\\(a\\\\)", "\\(a\\)");
}

#[test]
fn code_and_links_stay_what_they_are() {
    check("`$x$` and `\\(y\\)`", "<code>$x$</code> and <code>\\(y\\)</code>");
    check("`$a` and `$b`", "<code>$a</code> and <code>$b</code>");
    check("```sh\necho $$ $a$\n```\n$x$", "<pre>echo $$ $a$\n</pre> / {x}");
    check("    $x$\n\n$y$", "<pre>$x$\n</pre> / {y}");
    check("- a\n\n  ```\n  $$\n  x\n  $$\n  ```", "<li>a<pre>$$\nx\n$$\n</pre></li>");
    check("[a](https://b.c/\\(d\\)) \\(e\\)", "[a](https://b.c/(d)) {e}");
    check("[a](https://b.c/$d$) $e$", "[a](https://b.c/$d$) {e}");
    check("[$x$](https://b.c)", "[{x}](https://b.c)");
    check("https://b.c/$d$e", "[https://b.c/$d$e](https://b.c/$d$e)");
    check("[a]\n\n[a]: https://b.c/$d$ \"$t$\"", "[a](https://b.c/$d$)");
    check("\\[a\\](https://b.c)", "[a]([https://b.c](https://b.c))");
    check("\\[a](https://b.c)", "[a]([https://b.c](https://b.c))");
    check("![a $x$](https://b.c)", "<img a x>");
    check("<b title=\"$x$\">$y$", "<b title=\"$x$\">{y}");
    check("<!-- $a -->\n$$\nx\n$$", "<!-- $a --> / {{x}}");
    check("`a\n$x$", "`a\n{x}");
}

#[test]
fn a_formula_that_has_not_ended_shows_its_source() {
    check("so\n\n$$\n\\frac{a", "so / {{\\frac{a…}}");
    check("\\[\na\n- b", "{{a\n- b…}}");
    check("\\begin{align}\na", "{{\\begin{align}\na…}}");
    check("$$\na\n\nb", "$$\na / b");
    check("costs $$ or", "costs $$ or");
    check("a \\(b", "a (b");
    check("a $b", "a $b");
}

#[test]
fn a_formula_that_its_block_ends_in_is_none() {
    check("# a $$\nb $$ c", "<h>a $$</h> / b $$ c");
    check("a|b $$\n-|-\nc|d $$", "a|b {{-|-\nc|d}}");
    check("|a|\n|-|\n|b $$|\n|c $$|", "|a|b $$|c $$");
    check("    a $$ *b*\n*c* $$", "<pre>a $$ *b*\n</pre> / *c* $$");
}
