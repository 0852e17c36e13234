//! A table as one takes it elsewhere or puts it in order: its cells as texts.
//!
//! Promises: a spreadsheet takes no cell of its CSV for a formula, and reads every cell as it was. Numbers are put in order
//! as numbers, whatever stands around them.

use std::rc::Rc;

use super::node::{Element, Kind, Node};
use crate::domain::folding::folded;
use crate::domain::table::in_order;

/// The rows of a table, the heading first, as texts.
#[must_use]
pub fn texts(table: &Element) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for row in elements(&table.children) {
        rows.push(elements(&row.children).map(text).collect());
    }
    rows
}

fn elements(nodes: &[Node]) -> impl Iterator<Item = &Rc<Element>> {
    nodes.iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    })
}

fn text(cell: &Rc<Element>) -> String {
    let mut text = String::new();
    cell.children.iter().for_each(|node| read(node, &mut text));
    text
}

/// What a reader would read, with formulas still to be told as such.
fn read(node: &Node, text: &mut String) {
    match node {
        Node::Element(element) => match &element.kind {
            Kind::Math(math) => text.push_str(&["$", &math.tex, "$"].concat()),
            _ if element.children.is_empty() => node.read_into(text),
            _ => element.children.iter().for_each(|child| read(child, text)),
        },
        Node::Text(own) => text.push_str(own),
    }
}

/// The rows as RFC 4180 has them. A cell that a spreadsheet would calculate begins with an apostrophe.
#[must_use]
pub fn csv(rows: &[Vec<String>]) -> String {
    let mut out = String::new();
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            let is_formula =
                cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) && number(cell).is_none();
            let guard = if is_formula { "'" } else { "" };
            if is_formula || cell.contains([',', '"', '\n', '\r']) {
                out.push_str(&["\"", guard, &cell.replace('"', "\"\""), "\""].concat());
            } else {
                out.push_str(cell);
            }
        }
        out.push_str("\r\n");
    }
    out
}

/// The rows as a table of markdown.
#[must_use]
pub fn markdown(rows: &[Vec<String>]) -> String {
    let mut out = String::new();
    for (index, row) in rows.iter().enumerate() {
        for cell in row {
            out.push_str("| ");
            out.push_str(&cell.replace('|', "\\|").replace('\n', "<br>"));
            out.push(' ');
        }
        out.push_str("|\n");
        if index == 0 {
            row.iter().for_each(|_| out.push_str("| --- "));
            out.push_str("|\n");
        }
    }
    out
}

/// In which order the rows below the heading stand when a column leads: the numbers first, by size, then the words; and
/// empty cells last, whichever way round.
#[must_use]
pub fn order(rows: &[Vec<String>], column: usize, descending: bool) -> Vec<usize> {
    let key = |row: &usize| {
        let cell = rows.get(row + 1).and_then(|row| row.get(column)).map_or("", |cell| cell.trim());
        let size = number(cell);
        (size.is_none(), size.unwrap_or_default(), if size.is_none() { folded(cell) } else { String::new() })
    };
    let is_empty =
        |row: &usize| rows.get(row + 1).and_then(|row| row.get(column)).is_none_or(|cell| cell.trim().is_empty());
    let all = 0..rows.len().saturating_sub(1);
    let mut order = in_order(all.clone().filter(|row| !is_empty(row)), key);
    if descending {
        order.reverse();
    }
    order.extend(all.filter(is_empty));
    order
}

/// A number in millionths, if the cell is one but for signs of money, measures and thousands: `$1,234.50`, `12 %`, `−3`.
fn number(cell: &str) -> Option<i64> {
    let cell = cell.trim();
    let begin = cell.trim_start_matches(['$', '€', '£', '¥', '₩', '~', '≈', ' ']);
    let (sign, digits) = match begin.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest),
        None => (1, begin.strip_prefix('+').unwrap_or(begin)),
    };
    let digits = digits.trim_start_matches(['$', '€', '£', '¥', '₩']);
    let unit = digits.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let digits = digits.strip_suffix(unit)?;
    let unit = unit.trim();
    // A date, a range and a version are no numbers, and neither is what could be calculated.
    if !digits.contains(|c: char| c.is_ascii_digit())
        || unit.len() > 12
        || unit.contains(|c: char| !c.is_alphabetic() && !"%°$€£¥₩/²³ ".contains(c))
    {
        return None;
    }
    let mut parts = digits.split('.');
    let (whole, rest) = (parts.next()?, parts.next().unwrap_or_default());
    if parts.next().is_some() || rest.contains(',') {
        return None;
    }
    let mut size: i64 = 0;
    for digit in whole.bytes().filter(|byte| *byte != b',').chain(rest.bytes().chain(std::iter::repeat(b'0')).take(6)) {
        size = size.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
    }
    Some(sign * size)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::super::document::Document;
    use super::super::node::Node;
    use super::{csv, markdown, number, order, texts};

    fn rows(lines: &[&[&str]]) -> Vec<Vec<String>> {
        lines.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn the_cells_are_what_one_reads() {
        let document = Document::whole("| a | **b** |\n|---|---|\n| `x\\|y` | $z^2$<br>[w](https://v.u) |\n");
        let Node::Element(table) = document.blocks().first().unwrap().nodes.first().unwrap().clone() else { panic!() };
        assert_eq!(texts(&table), rows(&[&["a", "b"], &["x|y", "$z^2$\nw"]]));
        assert_eq!(markdown(&texts(&table)), "| a | b |\n| --- | --- |\n| x\\|y | $z^2$<br>w |\n");
    }

    #[test]
    fn no_cell_is_taken_for_a_formula() {
        let check = |cell: &str, expected: &str| assert_eq!(csv(&rows(&[&[cell]])), [expected, "\r\n"].concat());
        check("plain", "plain");
        check("a, b", "\"a, b\"");
        check("say \"hi\"", "\"say \"\"hi\"\"\"");
        check("two\nlines", "\"two\nlines\"");
        check("-5", "-5");
        check("+1.5", "+1.5");
        check("-2 %", "-2 %");
        for cell in ["=1+1", "+cmd", "-2+3", "@SUM(1)", "\tx", "-2%+A1", "=HYPERLINK(\"https://a.b\")", "-1;A1"] {
            check(cell, &["\"'", &cell.replace('"', "\"\""), "\""].concat());
        }
    }

    #[test]
    fn numbers_are_read_through_what_stands_around_them() {
        for (cell, expected) in [
            ("12", Some(12_000_000)),
            ("$1,234.50", Some(1_234_500_000)),
            ("−3 %", Some(-3_000_000)),
            ("-$2", Some(-2_000_000)),
            ("0.000001", Some(1)),
            ("3,000원", Some(3_000_000_000)),
            ("5 km/h", Some(5_000_000)),
            ("99999999999999999999", None),
            ("2024-01-05", None),
            ("1.2.3", None),
            ("3-5", None),
            ("", None),
            ("-", None),
            ("v2", None),
        ] {
            assert_eq!(number(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn rows_stand_as_their_column_says() {
        let table = rows(&[&["n"], &["10"], &["9"], &[""], &["b"], &["A"], &["9"]]);
        assert_eq!(order(&table, 0, false), [1, 5, 0, 4, 3, 2]);
        assert_eq!(order(&table, 0, true), [3, 4, 0, 5, 1, 2]);
        assert_eq!(order(&table, 7, false), [0, 1, 2, 3, 4, 5]);
    }
}
