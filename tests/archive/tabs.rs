//! Several tabs at once, hundreds of interleaved actions, news that come late: nothing is lost, nothing is there twice.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use sotto::domain::connection::Connection;
use sotto::domain::conversation::Conversation;
use sotto::domain::history::History;
use sotto::domain::id::{ConnectionId, ConversationId, MessageId};
use sotto::domain::message::{Body, Message, Reply, ReplyState};
use sotto::domain::preset::Preset;
use sotto::domain::settings::{Settings, Theme};

use crate::anything::{NOW, talk};
use crate::shelves::Shared;
use crate::world::World;

/// Plain pseudo-random numbers (xorshift), the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { Some(from[self.roll(from.len())].clone()) }
    }
}

/// What was done, whatever the storage made of it.
#[derive(Default)]
struct Deeds {
    /// Messages ever added, and where.
    added: BTreeMap<MessageId, ConversationId>,
    /// Messages that some tab deleted.
    deleted: BTreeSet<MessageId>,
    /// Conversations that some tab deleted.
    dropped: BTreeSet<ConversationId>,
    connections: BTreeSet<ConnectionId>,
    dropped_connections: BTreeSet<ConnectionId>,
}

fn act(world: &mut World, who: usize, dice: &mut Dice, deeds: &mut Deeds) {
    let tab = &mut world.tabs[who];
    let listed: Vec<ConversationId> = tab.history.shown().map(|entry| entry.id.clone()).collect();
    let Some(id) = dice.pick(&listed).filter(|_| dice.roll(12) > 0) else {
        let mut talk = Conversation::new(tab.ids.conversation(), ConnectionId::demo(), NOW);
        let message = tab.ids.message();
        deeds.added.insert(message.clone(), talk.id.clone());
        talk.add(message, None, Body::User("first".into()), NOW);
        return tab.save(talk, true);
    };
    if !tab.open.contains_key(&id) {
        // News of a conversation can come before or after the news of the index.
        let Some(loaded) = tab.store.show_conversation(&id) else { return };
        assert_eq!(loaded.unread, 0);
        tab.open.insert(id.clone(), loaded.conversation);
    }
    let mut talk = tab.open[&id].clone();
    let messages: Vec<Rc<Message>> = talk.messages.clone();
    match dice.roll(20) {
        0 => {
            deeds.dropped.insert(id.clone());
            return tab.delete(&id);
        }
        1 => {
            tab.open.remove(&id);
            return;
        }
        2 => {
            talk.title = ["title ", &dice.roll(99).to_string()].concat().into();
            talk.touch(NOW);
        }
        3 | 4 => {
            let Some(gone) = dice.pick(&messages) else { return };
            talk.delete(&gone.id, NOW);
            let left: BTreeSet<&MessageId> = talk.messages.iter().map(|message| &message.id).collect();
            deeds.deleted.extend(messages.iter().map(|m| m.id.clone()).filter(|id| !left.contains(id)));
        }
        5 | 6 => {
            let Some(changed) = dice.pick(&messages) else { return };
            talk.replace(Message { body: Body::User("changed".into()), ..(*changed).clone() }, NOW);
        }
        7 => {
            let id = tab.ids.connection();
            deeds.connections.insert(id.clone());
            tab.connections.push(Rc::new(Connection::from_preset(id, Preset::Ollama)));
            return tab.save_connections();
        }
        8 => {
            let Some(gone) = dice.pick(&tab.connections) else { return };
            tab.connections.retain(|held| held.id != gone.id);
            deeds.dropped_connections.insert(gone.id.clone());
            return tab.store.drop_connection(&gone.id).unwrap();
        }
        _ => {
            let message = tab.ids.message();
            deeds.added.insert(message.clone(), id.clone());
            let parent = dice.pick(&messages).map(|message| message.id.clone());
            talk.add(message, parent, Body::User("more".into()), NOW);
        }
    }
    tab.save(talk, dice.roll(2) == 0);
}

/// Everything that was done is there, once, and everybody sees the same.
fn check(world: &World, deeds: &Deeds, run: &str) {
    for copy in world.copies() {
        assert_eq!(copy, world.copies()[0], "{run}");
    }
    let (mut store, opened) = world.reopened();
    assert_eq!(opened.problems, [], "{run}");
    let mut found = BTreeMap::new();
    for entry in opened.history.shown() {
        let talk = store.load_conversation(&entry.id).unwrap().unwrap().conversation;
        for message in &talk.messages {
            assert_eq!(found.insert(message.id.clone(), talk.id.clone()), None, "{run}: twice");
        }
        let shown: BTreeSet<MessageId> = talk.messages.iter().map(|message| message.id.clone()).collect();
        for message in &talk.messages {
            assert!(message.parent.as_ref().is_none_or(|id| shown.contains(id)), "{run}: out of reach");
        }
    }
    for (message, talk) in &deeds.added {
        if deeds.deleted.contains(message) || deeds.dropped.contains(talk) {
            continue;
        }
        assert_eq!(found.get(message), Some(talk), "{run}: lost");
    }
    assert!(found.keys().all(|message| deeds.added.contains_key(message)), "{run}");
    let shown = |history: &History| {
        history.shown().map(|entry| (entry.id.clone(), entry.title.clone())).collect::<BTreeMap<_, _>>()
    };
    for tab in &world.tabs {
        assert_eq!(shown(&tab.history), shown(&opened.history), "{run}: a list differs");
    }
    let connections: BTreeSet<ConnectionId> = opened.connections.iter().map(|held| held.id.clone()).collect();
    assert!(deeds.connections.difference(&deeds.dropped_connections).all(|id| connections.contains(id)), "{run}");
    for tab in &world.tabs {
        let ids: BTreeSet<ConnectionId> = tab.connections.iter().map(|held| held.id.clone()).collect();
        assert_eq!(ids, connections, "{run}: connections differ");
    }
}

fn runs(tabs: usize, lag: usize) {
    for seed in 1..=20 {
        let mut dice = Dice(seed * 0x9E37_79B9);
        let mut world = World::new(tabs);
        let mut deeds = Deeds::default();
        for _ in 0..250 {
            let who = dice.roll(tabs);
            act(&mut world, who, &mut dice, &mut deeds);
            let some = dice.roll(9);
            for step in 0.. {
                if step >= some && world.lag() <= lag {
                    break;
                }
                let tab = dice.roll(tabs);
                if dice.roll(2) == 0 {
                    world.send(tab)
                } else {
                    world.hear(tab)
                };
            }
            if dice.roll(60) == 0 {
                world.settle();
                world.reload(dice.roll(tabs));
            }
        }
        world.settle();
        check(&world, &deeds, &["seed ", &seed.to_string()].concat());
    }
}

#[test]
fn two_tabs_that_hear_of_each_other_late_lose_and_double_nothing() {
    runs(2, 12);
}

#[test]
fn three_tabs_that_hear_of_each_other_very_late_lose_and_double_nothing() {
    runs(3, 30);
}

#[test]
fn two_stores_on_one_shelf_that_never_hear_of_each_other_lose_and_double_nothing() {
    for seed in 1..=8 {
        let mut dice = Dice(seed);
        let shelf = Shared::default();
        let mut tabs = [shelf.open_as(1).0, shelf.open_as(2).0].map(|store| (store, History::default()));
        let start = talk("a", &["one", "two"]);
        let mut copies = [start.clone(), start.clone()];
        let mut expected: BTreeSet<MessageId> = start.messages.iter().map(|message| message.id.clone()).collect();
        for count in 0..200 {
            let who = dice.roll(2);
            let (store, history) = &mut tabs[who];
            let talk = &mut copies[who];
            let id = MessageId::parse(&["m", &count.to_string()].concat()).unwrap();
            expected.insert(id.clone());
            talk.add(id, None, Body::User("more".into()), NOW);
            let saved = store.save_conversation(talk, &history.note(talk, false)).unwrap();
            // A page may also be slow to take the merged one over.
            if dice.roll(2) == 0
                && let Some(merged) = saved.merged
            {
                *talk = merged;
            }
        }
        let (mut store, opened) = shelf.open();
        let loaded = store.load_conversation(&start.id).unwrap().unwrap().conversation;
        let found: Vec<MessageId> = loaded.messages.iter().map(|message| message.id.clone()).collect();
        assert_eq!(found.len(), expected.len());
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
        assert_eq!(opened.history.shown().count(), 1);
    }
}

#[test]
fn a_reply_that_is_coming_in_is_not_interrupted_by_another_tab_that_reads_it() {
    let shelf = Shared::default();
    let (mut here, _) = shelf.open_as(1);
    let (mut there, opened) = shelf.open_as(2);
    let mut history = opened.history;
    let mut talk = talk("a", &["question"]);
    let mut reply = Reply::waiting(ConnectionId::demo(), "m".into());
    reply.state = ReplyState::Growing;
    reply.text = "half".into();
    let id = MessageId::parse("r").unwrap();
    talk.add(id.clone(), Some(talk.messages[0].id.clone()), Body::Reply(Rc::new(reply)), NOW);
    let entry = history.note(&talk, true);
    here.save_conversation(&talk, &entry).unwrap();

    let mut theirs = there.load_conversation(&talk.id).unwrap().unwrap().conversation;
    assert!(!theirs.message(&id).unwrap().reply().unwrap().state.is_open());
    theirs.title = "renamed".into();
    theirs.touch(NOW);
    there.save_conversation(&theirs, &entry).unwrap();
    talk.touch(NOW);
    let merged = here.save_conversation(&talk, &entry).unwrap().merged.unwrap();
    assert!(merged.message(&id).unwrap().reply().unwrap().state.is_open());
}

#[test]
fn settings_changed_in_two_tabs_are_kept_from_both() {
    let shelf = Shared::default();
    let (mut here, _) = shelf.open_as(1);
    let (mut there, _) = shelf.open_as(2);
    here.save_settings(&Settings { theme: Theme::Dark, ..Settings::default() }).unwrap();
    let merged = there.save_settings(&Settings { panel: true, ..Settings::default() }).unwrap();
    let both = Settings { theme: Theme::Dark, panel: true, ..Settings::default() };
    assert_eq!(merged, Some(both.clone()));
    assert_eq!(shelf.open().1.settings, both);
}
