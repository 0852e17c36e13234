//! Which models match what was typed, and how they stand in the picker's list. Pure; fast with ten thousand models,
//! because no more rows are made than are shown.

use std::rc::Rc;

use crate::domain::connection::Connection;
use crate::domain::id::ConnectionId;
use crate::domain::model_choice::can_chat;
use crate::domain::table::in_order;

/// How many models are shown at most, of all connections together.
pub const WINDOW: usize = 100;

/// How many models of one connection are shown at least, so that none hides another.
const SHARE: usize = 10;

/// The models that match, in the order listed, names that begin so first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// Those shown.
    pub shown: Vec<Rc<str>>,
    /// How many more match.
    pub more: usize,
    /// Whether one is exactly what was typed.
    pub exact: bool,
}

/// Searches for all words typed, in any order and whatever their case. At most `room` are shown.
#[must_use]
pub fn matching(models: &[Rc<str>], typed: &str, room: usize) -> Matches {
    let words: Vec<String> = typed.split_whitespace().map(str::to_ascii_lowercase).collect();
    let typed = typed.trim();
    let (mut first, mut rest, mut count, mut exact) = (Vec::new(), Vec::new(), 0, false);
    for model in models {
        exact |= **model == *typed;
        let name = model.to_ascii_lowercase();
        if !words.iter().all(|word| name.contains(word.as_str())) {
            continue;
        }
        count += 1;
        // `gpt` finds `gpt-x` and `openai/gpt-x` before `chatgpt-x`.
        let begins = words.first().is_some_and(|word| name.split('/').any(|part| part.starts_with(word.as_str())));
        let place = if begins { &mut first } else { &mut rest };
        if place.len() < room {
            place.push(Rc::clone(model));
        }
    }
    first.extend(rest);
    first.truncate(room);
    Matches { more: count - first.len(), shown: first, exact }
}

/// The picker's list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Connections with what can be chosen of each; those without anything are left out.
    pub groups: Vec<Group>,
}

/// A connection in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The connection.
    pub connection: Rc<Connection>,
    /// What can be chosen.
    pub rows: Vec<Row>,
    /// How many more models match.
    pub more: usize,
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A model.
    Model(Rc<str>),
    /// A model as it was typed.
    Typed(Rc<str>),
    /// That the models be shown too that one cannot chat with: this many are all.
    All(usize),
    /// That the models be listed.
    Unlisted,
}

impl List {
    /// The list for what was typed: the current connection first, with its model on top, the demo last. Models one cannot
    /// chat with are left out unless `all` are wanted or something was typed.
    #[must_use]
    pub fn of(connections: &[Rc<Connection>], current: &ConnectionId, model: &Rc<str>, typed: &str, all: bool) -> Self {
        let order = in_order(connections, |connection| (connection.is_demo(), connection.id != *current));
        let current_is_own = order.iter().any(|held| held.id == *current && !held.is_demo());
        let room = (WINDOW / order.len().max(1)).max(SHARE);
        let typed = typed.trim();
        let mut list = Self::default();
        for connection in &order {
            let is_current = connection.id == *current;
            let chosen = if is_current { model } else { &connection.model };
            // A connection's name finds all its models.
            let named = !typed.is_empty() && connection.name.to_ascii_lowercase().contains(&typed.to_ascii_lowercase());
            let listed = models(connection, chosen);
            let talking =
                if all || !typed.is_empty() { Rc::clone(&listed) } else { talking(connection, chosen, &listed) };
            let found = matching(&talking, if named { "" } else { typed }, room);
            let takes_typed = !connection.is_demo() && (is_current || !current_is_own);
            let mut rows: Vec<Row> = found.shown.into_iter().map(Row::Model).collect();
            if takes_typed && !typed.is_empty() && !found.exact {
                rows.push(Row::Typed(typed.into()));
            }
            if talking.len() < listed.len() {
                rows.push(Row::All(listed.len()));
            }
            if connection.models.is_empty() && (typed.is_empty() || named) {
                rows.push(Row::Unlisted);
            }
            if !rows.is_empty() {
                list.groups.push(Group { connection: Rc::clone(connection), rows, more: found.more });
            }
        }
        list
    }

    /// How many models match, shown or not.
    #[must_use]
    pub fn matches(&self) -> usize {
        let models = |group: &Group| group.rows.iter().filter(|row| matches!(row, Row::Model(_))).count();
        self.groups.iter().map(|group| models(group) + group.more).sum()
    }

    /// All rows from the top, with their connections.
    pub fn rows(&self) -> impl Iterator<Item = (&Rc<Connection>, &Row)> {
        self.groups.iter().flat_map(|group| group.rows.iter().map(|row| (&group.connection, row)))
    }
}

/// The models of a connection: the chosen one on top, then those listed.
fn models(connection: &Connection, chosen: &Rc<str>) -> Rc<[Rc<str>]> {
    if chosen.is_empty() {
        return Rc::clone(&connection.models);
    }
    let others = connection.models.iter().filter(|model| *model != chosen);
    std::iter::once(chosen).chain(others).cloned().collect()
}

/// Of a connection's models those that one can chat with, and the chosen one. All, if there are none.
fn talking(connection: &Connection, chosen: &Rc<str>, listed: &Rc<[Rc<str>]>) -> Rc<[Rc<str>]> {
    let talks = |model: &&Rc<str>| *model == chosen || can_chat(connection.preset, model);
    let talking: Rc<[Rc<str>]> = listed.iter().filter(talks).cloned().collect();
    if talking.is_empty() { Rc::clone(listed) } else { talking }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::domain::preset::Preset;

    fn named(names: &[&str]) -> Vec<Rc<str>> {
        names.iter().map(|name| Rc::from(*name)).collect()
    }

    #[test]
    fn all_words_are_searched_in_any_order_and_case() {
        let models = named(&["chatgpt-4o", "openai/gpt-4o-mini", "GPT-4o", "llama-3.3-70b"]);
        let check = |typed: &str, expected: &[&str]| {
            assert_eq!(matching(&models, typed, 10).shown, named(expected), "{typed:?}");
        };
        check("", &["chatgpt-4o", "openai/gpt-4o-mini", "GPT-4o", "llama-3.3-70b"]);
        check("gpt", &["openai/gpt-4o-mini", "GPT-4o", "chatgpt-4o"]);
        check("mini OPENAI", &["openai/gpt-4o-mini"]);
        check("70b llama", &["llama-3.3-70b"]);
        check("none", &[]);
    }

    #[test]
    fn ten_thousand_models_show_a_hundred_and_say_how_many_more() {
        let models: Vec<Rc<str>> = (0..10_000).map(|number| format!("model-{number}").into()).collect();
        let found = matching(&models, "model", WINDOW);
        assert_eq!((found.shown.len(), found.more, found.exact), (100, 9_900, false));
        let found = matching(&models, "model-77", WINDOW);
        assert!(found.exact);
        assert_eq!(found.shown.len() + found.more, 111);
    }

    fn own(id: &str, name: &str, models: &[&str]) -> Rc<Connection> {
        let connection = Connection::from_preset(ConnectionId::parse(id).unwrap(), Preset::Custom);
        Rc::new(Connection { name: name.into(), models: named(models).into(), ..connection })
    }

    fn shown(connections: &[Rc<Connection>], current: &str, typed: &str) -> Vec<String> {
        let list = List::of(connections, &ConnectionId::parse(current).unwrap(), &"".into(), typed, false);
        list.rows()
            .map(|(connection, row)| match row {
                Row::Model(model) => format!("{}:{model}", connection.name),
                Row::Typed(model) => format!("{}:use {model}", connection.name),
                Row::Unlisted => format!("{}:unlisted", connection.name),
                Row::All(count) => format!("{}:all {count}", connection.name),
            })
            .collect()
    }

    #[test]
    fn the_list_begins_with_the_current_connection_and_ends_with_the_demo() {
        let all = [Rc::new(Connection::demo()), own("a", "Ann", &["x", "y"]), own("b", "Ben", &[])];
        assert_eq!(shown(&all, "b", ""), ["Ben:unlisted", "Ann:x", "Ann:y", "Demo:demo"]);
        assert_eq!(shown(&all, "a", "y"), ["Ann:y"]);
        assert_eq!(shown(&all, "a", "z"), ["Ann:use z"]);
        assert_eq!(shown(&all, "demo", "z"), ["Ann:use z", "Ben:use z"]);
        assert_eq!(shown(&all, "a", "ben"), ["Ann:use ben", "Ben:unlisted"]);
        assert_eq!(shown(&[Rc::new(Connection::demo())], "demo", "zz"), [""; 0]);
    }

    #[test]
    fn the_model_in_use_stands_on_top_even_if_the_server_does_not_list_it() {
        let check = |model: &str, expected: &[&str]| {
            let all = [own("a", "Ann", &["x", "y"])];
            let list = List::of(&all, &all[0].id, &model.into(), "", false);
            let shown: Vec<Row> = list.rows().map(|(_, row)| row.clone()).collect();
            assert_eq!(shown, named(expected).into_iter().map(Row::Model).collect::<Vec<_>>());
        };
        check("y", &["y", "x"]);
        check("z", &["z", "x", "y"]);
    }

    #[test]
    fn models_one_cannot_chat_with_are_left_out_until_all_are_wanted() {
        let all = [own("a", "Ann", &["whisper-1", "x", "text-embedding-3-small"]), own("b", "Ben", &["tts-1"])];
        assert_eq!(shown(&all, "a", ""), ["Ann:x", "Ann:all 3", "Ben:tts-1"]);
        assert_eq!(shown(&all, "a", "whisper"), ["Ann:whisper-1", "Ann:use whisper"]);
        assert_eq!(List::of(&all, &all[0].id, &"".into(), "", true).matches(), 4);
        assert_eq!(List::of(&all, &all[0].id, &"whisper-1".into(), "", false).matches(), 3);
    }

    #[test]
    fn a_connection_with_many_models_hides_no_other() {
        let many: Vec<String> = (0..10_000).map(|number| format!("m-{number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let all = [own("a", "Ann", &many), own("b", "Ben", &["m-of-ben"]), Rc::new(Connection::demo())];
        let list = List::of(&all, &all[0].id, &"".into(), "", false);
        assert_eq!(list.groups.len(), 3);
        assert_eq!(list.matches(), 10_002);
        assert!(list.rows().count() <= WINDOW);
    }
}
