//! Reads the tags of a page: enough HTML for pages we wrote and trunk rearranged, quoted or not.
//!
//! Promises: comments and the contents of scripts and styles are never taken for tags. Does not build a tree.

use std::ops::Range;

/// An opening tag.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Its name as written.
    pub name: &'a str,
    /// Where it stands in the page, in bytes.
    pub place: Range<usize>,
    /// Its attributes as written; one without a value has an empty one.
    pub attributes: Vec<(&'a str, &'a str)>,
    /// What a script or style holds; empty for all others.
    pub text: &'a str,
}

impl<'a> Tag<'a> {
    /// The value of an attribute, if it has one of that name.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// Whether this is a `<link>` of that kind.
    pub fn is_link(&self, rel: &str) -> bool {
        self.name.eq_ignore_ascii_case("link") && self.attribute("rel") == Some(rel)
    }
}

/// The opening tags of a page, in order.
pub fn tags(page: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((_, at)) = rest.split_once('<') {
        let start = page.len() - at.len() - 1;
        if let Some(comment) = at.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        if !at.starts_with(|first: char| first.is_ascii_alphabetic()) {
            rest = at;
            continue;
        }
        let (name, after_name) = split_where(at, |c| c.is_whitespace() || c == '>' || c == '/');
        let (attributes, after) = attributes(after_name);
        let place = start..page.len() - after.len();
        let raw = ["script", "style"].iter().any(|raw| name.eq_ignore_ascii_case(raw));
        let end = if raw { find_ignoring_case(after, &format!("</{name}")).unwrap_or(after.len()) } else { 0 };
        let (text, after) = after.split_at(end);
        found.push(Tag { name, place, attributes, text });
        rest = after;
    }
    found
}

/// Attributes up to the end of the tag, and what comes after it.
fn attributes(mut rest: &str) -> (Vec<(&str, &str)>, &str) {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return (found, after);
        }
        if rest.is_empty() {
            return (found, rest);
        }
        let (name, after) = split_where(rest, |c| c.is_whitespace() || c == '>' || c == '/' || c == '=');
        rest = after.trim_start();
        let Some(value) = rest.strip_prefix('=') else {
            found.push((name, ""));
            continue;
        };
        let value = value.trim_start();
        let quoted = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.split_once(quote));
        let (value, after) = quoted.unwrap_or_else(|| split_where(value, |c| c.is_whitespace() || c == '>'));
        found.push((name, value));
        rest = after;
    }
}

fn split_where(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(&wanted.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::tags;

    type Expected<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

    fn check(page: &str, expected: &[Expected]) {
        let found = tags(page);
        let found: Vec<_> = found.iter().map(|tag| (tag.name, tag.attributes.as_slice(), tag.text)).collect();
        assert_eq!(found, expected, "{page}");
    }

    #[test]
    fn attributes_are_read_however_they_are_quoted() {
        check(
            "<a href=x.css rel=\"a b\" c='d>e' hidden>",
            &[("a", &[("href", "x.css"), ("rel", "a b"), ("c", "d>e"), ("hidden", "")], "")],
        );
        check("<br/><p class=\"\" id = x>t</p>", &[("br", &[], ""), ("p", &[("class", ""), ("id", "x")], "")]);
        check("<LINK Rel=stylesheet Href=./a.css>", &[("LINK", &[("Rel", "stylesheet"), ("Href", "./a.css")], "")]);
    }

    #[test]
    fn comments_and_scripts_hold_no_tags() {
        check("<!doctype html><!-- <b> --><i>", &[("i", &[], "")]);
        check("<script>if (a<b) '<p>'</SCRIPT><u>", &[("script", &[], "if (a<b) '<p>'"), ("u", &[], "")]);
        check("<style>p>a{}</style>", &[("style", &[], "p>a{}")]);
    }

    #[test]
    fn what_is_cut_off_is_read_as_far_as_it_goes() {
        check("a < b <", &[]);
        check("<p class=\"x", &[("p", &[("class", "\"x")], "")]);
        check("<script>never closed", &[("script", &[], "never closed")]);
    }

    #[test]
    fn places_are_those_of_the_whole_tag() {
        let page = "안<b a=1>c</b>";
        let places: Vec<_> = tags(page).into_iter().map(|tag| page.get(tag.place)).collect();
        assert_eq!(places, [Some("<b a=1>")]);
    }
}
