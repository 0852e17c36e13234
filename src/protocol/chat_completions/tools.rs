//! Puts together the tools a model asks for. Servers number them carelessly: no index, always zero, or absurd ones.

use crate::domain::json::Json;
use crate::domain::message::ToolCall;

/// More than any model asks for at once.
const MOST: usize = 128;

/// The tools asked for so far, each under the index its server gave it.
#[derive(Debug, Default)]
pub(super) struct Tools(Vec<(Option<u32>, ToolCall)>);

impl Tools {
    /// Takes in one entry of `tool_calls`, or the older `function_call`.
    pub fn feed(&mut self, entry: &Json<'_>) {
        let function = match entry.get("function") {
            Json::Object(..) => entry.get("function"),
            _ => entry,
        };
        let (id, name, index) = (entry.get("id").text(), function.get("name").text(), entry.get("index").count());
        let arguments = match function.get("arguments") {
            Json::Object(raw, _) => raw,
            other => other.text(),
        };
        if id.is_empty() && name.is_empty() && arguments.is_empty() {
            return;
        }
        let at = match self.place(id, name, index) {
            Some(at) => at,
            None if self.0.len() < MOST => {
                self.0.push((index, ToolCall::default()));
                self.0.len() - 1
            }
            None => return,
        };
        let Some((_, call)) = self.0.get_mut(at) else { return };
        if call.id.is_empty() {
            call.id = id.into();
        }
        if call.name.is_empty() {
            call.name = name.into();
        }
        call.arguments.push_str(arguments);
    }

    /// All of them, in the order they were asked for.
    pub fn calls(&self) -> Vec<ToolCall> {
        self.0.iter().map(|(_, call)| call.clone()).collect()
    }

    /// Which call an entry goes on with; none if it begins a new one.
    fn place(&self, id: &str, name: &str, index: Option<u32>) -> Option<usize> {
        if !id.is_empty()
            && let Some(known) = self.0.iter().position(|(_, call)| &*call.id == id)
        {
            return Some(known);
        }
        let last = match index {
            Some(_) => self.0.iter().rposition(|(other, _)| *other == index)?,
            None => self.0.len().checked_sub(1)?,
        };
        let (_, call) = self.0.get(last)?;
        let another_id = !id.is_empty() && !call.id.is_empty();
        let another_name = !name.is_empty() && !call.name.is_empty() && (index.is_none() || *name != *call.name);
        (!another_id && !another_name).then_some(last)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::json;

    #[test]
    fn calls_are_put_together_however_they_are_numbered() {
        let check = |entries: &[&str], expected: &[(&str, &str)]| {
            let mut tools = Tools::default();
            for entry in entries {
                tools.feed(&json::read(entry).unwrap().0);
            }
            let calls = tools.calls();
            let got: Vec<_> = calls.iter().map(|call| (&*call.name, &*call.arguments)).collect();
            assert_eq!(got, expected, "{entries:?}");
        };
        check(
            &[
                r#"{"index":0,"id":"a","function":{"name":"f","arguments":""}}"#,
                r#"{"index":1,"id":"b","function":{"name":"g","arguments":"{"}}"#,
                r#"{"index":0,"function":{"arguments":"{\"x\":"}}"#,
                r#"{"index":1,"function":{"name":"","arguments":"}"}}"#,
                r#"{"index":0,"function":{"name":null,"arguments":"1}"}}"#,
            ],
            &[("f", "{\"x\":1}"), ("g", "{}")],
        );
        check(
            &[r#"{"index":0,"function":{"name":"f","arguments":"{}"}}"#, r#"{"index":0,"function":{"name":"g"}}"#],
            &[("f", "{}"), ("g", "")],
        );
        check(
            &[r#"{"function":{"name":"f","arguments":"{}"}}"#, r#"{"function":{"name":"f","arguments":"{}"}}"#],
            &[("f", "{}"), ("f", "{}")],
        );
        check(&[r#"{"id":"a","function":{"name":"f","arguments":{"x": 1}}}"#], &[("f", "{\"x\": 1}")]);
        check(&[r#"{"name":"f","arguments":"{"}"#, r#"{"arguments":"}"}"#], &[("f", "{}")]);
        check(&[r#"{"index":4294967295,"id":"a","function":{"name":"f"}}"#, "{}", "null"], &[("f", "")]);
    }

    #[test]
    fn a_flood_of_calls_is_bounded() {
        let mut tools = Tools::default();
        for at in 0..10_000 {
            let entry = format!(r#"{{"index":{at},"function":{{"name":"f"}}}}"#);
            tools.feed(&json::read(&entry).unwrap().0);
        }
        assert_eq!(tools.calls().len(), MOST);
    }
}
