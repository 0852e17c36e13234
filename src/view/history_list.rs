//! The conversations, group by group. Only the lines in sight are drawn, and some above and below them; the others keep
//! their room. All lines are equally high, so what is in sight is known without laying anything out.

use std::rc::Rc;

use web_sys::{DragEvent, HtmlElement};
use yew::prelude::*;

use crate::domain::arrangement::{Arrangement, Cut, Heading, Stop, Wish};
use crate::domain::history::History;
use crate::domain::id::{ConversationId, FolderId};
use crate::domain::settings::Sort;
use crate::domain::table::Set;
use crate::state::action::Action;
use crate::state::filing::{Shelves, Step};
use crate::state::route::Route;
use crate::view::element::{Element, element};
use crate::view::entry::EntryRow;
use crate::view::folder::FolderHeading;
use crate::view::hooks::{use_effect_on, use_held, use_node};
use crate::view::idle::Idle;
use crate::view::lines::{PARTS, STEP, focus_first, focus_stop, in_sight, keep_room, stop_of};
use crate::view::part::{keyed, part};
use crate::view::text_field::told;
use crate::view::title_box::TitleBox;
use crate::view::watch::use_window_event;
use crate::view::{Ui, use_ui};

/// How many lines are drawn before anything else at most: as many as a tall page shows.
const FIRST: usize = 40;

/// Pixels of a page's height for each of them; what stands above and below the list makes up for the rest.
const EACH: i32 = 40;

/// How many lines are drawn before anything else: as many as this page shows.
fn first() -> usize {
    if !cfg!(target_arch = "wasm32") {
        return FIRST;
    }
    let height = web_sys::window().and_then(|window| Some(window.document()?.document_element()?.client_height()));
    height.and_then(|height| usize::try_from(height / EACH).ok()).map_or(FIRST, |lines| lines.clamp(1, FIRST))
}

/// Scrolls so that a line is in the middle. `height` is that of a line, in parts of a pixel.
fn scroll_to(list: &HtmlElement, line: usize, height: i32) {
    let top = i32::try_from(line).unwrap_or(i32::MAX / PARTS).saturating_mul(height) / PARTS;
    list.set_scroll_top(top - list.client_height() / 2);
}

/// The list.
#[derive(Clone, PartialEq)]
pub struct HistoryList {
    /// All conversations.
    pub history: Rc<History>,
    /// The folders, what is picked, and whether the archive is listed.
    pub shelves: Shelves,
    /// In which order.
    pub sort: Sort,
    /// The conversation on the page.
    pub current: Option<ConversationId>,
    /// Those whose reply is coming in.
    pub live: Vec<ConversationId>,
    /// When today began, in milliseconds since 1970.
    pub midnight: i64,
    /// Whether only the newest conversations are known yet.
    pub reading: bool,
}

impl HistoryList {
    /// All conversations that are listed.
    pub fn all(&self) -> Vec<ConversationId> {
        self.arranged().all()
    }

    fn arranged(&self) -> Arrangement {
        let archive = self.shelves.archive;
        let wish = Wish { sort: self.sort, archive, midnight: self.midnight };
        Arrangement::of(&self.history, &self.shelves.folders, wish)
    }
}

/// What is remembered from one drawing to the next.
#[derive(Default)]
struct Latest {
    /// The list as it was last arranged, and of what.
    arranged: Option<(HistoryList, Rc<Arrangement>)>,
    /// The height of a line, in parts of a pixel; 0 until it was measured.
    line: i32,
    /// What gets the focus once it is drawn.
    focus: Option<Stop>,
    /// What is picked; none while nothing can be.
    picked: Option<Rc<Set<ConversationId>>>,
    /// The conversation picked last.
    anchor: Option<ConversationId>,
}

impl Latest {
    /// The list, arranged anew only where something else is to be listed.
    fn arrangement(&mut self, props: &HistoryList) -> Rc<Arrangement> {
        if let Some((of, arrangement)) = &self.arranged
            && Rc::ptr_eq(&of.history, &props.history)
            && Rc::ptr_eq(&of.shelves.folders, &props.shelves.folders)
            && (of.shelves.archive, of.sort, of.midnight) == (props.shelves.archive, props.sort, props.midnight)
        {
            return Rc::clone(arrangement);
        }
        let arrangement = Rc::new(props.arranged());
        self.arranged = Some((props.clone(), Rc::clone(&arrangement)));
        arrangement
    }
}

drawn_by!(HistoryList, use_history_list);

#[hook]
fn use_history_list(props: &HistoryList) -> Html {
    let ui = use_ui();
    let t = &ui.texts.history;
    let latest = use_mut_ref(Latest::default);
    let arrangement = latest.borrow_mut().arrangement(props);
    latest.borrow_mut().picked.clone_from(&props.shelves.picked);
    let range = use_held(|| (0, first()));
    let active = use_held(|| None::<Stop>);
    let (list, lines) = (use_node(), use_node());

    let look = {
        let (latest, range, list) = (Rc::clone(&latest), range.clone(), list.clone());
        Callback::from(move |()| {
            let (Some(list), line) = (list.cast::<HtmlElement>(), latest.borrow().line) else { return };
            if line > 0 {
                range.set(in_sight(list.scroll_top(), list.client_height(), line));
            }
        })
    };
    {
        let look = look.clone();
        use_effect_on((), move || {
            let idle = Idle::soon(move || look.emit(()));
            move || drop(idle)
        });
    }
    use_window_event("resize", true, look.reform(|_| ()));
    let (from, to) = range.get();
    let all = arrangement.lines();
    let (from, to) = (from.min(all.saturating_sub(1) / STEP * STEP), to.min(all));
    {
        let (latest, lines) = (Rc::clone(&latest), lines.clone());
        use_effect_on((from, to, all), move || keep_room(&mut latest.borrow_mut().line, &lines, from, all - to));
    }
    {
        let (latest, list, lines, arrangement) =
            (Rc::clone(&latest), list.clone(), lines.clone(), Rc::clone(&arrangement));
        use_effect_on((from, to, active.get()), move || {
            let mut latest = latest.borrow_mut();
            if latest.focus.take_if(|stop| focus_stop(&lines, stop)).is_some() {
                return;
            }
            // The browser moves what is scrolled while lines come and go, so the place may have been missed.
            let line = latest.focus.as_ref().and_then(|stop| arrangement.line_of(stop));
            if let (Some(line), Some(list)) = (line, list.cast::<HtmlElement>()) {
                scroll_to(&list, line, latest.line);
            }
        });
    }
    // Where a folder got its name, one goes on in the list.
    {
        let (naming, lines) = (props.shelves.naming.is_some(), lines.clone());
        use_effect_on(naming, move || {
            move || {
                if naming {
                    focus_first(&lines);
                }
            }
        });
    }

    let pick = {
        let (ui, latest) = (ui.clone(), Rc::clone(&latest));
        use_held(move || {
            Callback::from(move |(id, more): (ConversationId, bool)| pick(&ui, &mut latest.borrow_mut(), id, more))
        })
        .get()
    };
    let drawn = arrangement.cut(&(from..to));
    let tabbable = tabbable(&drawn, active.get(), props.current.as_ref());
    let rows = |cut: &Cut<'_>| {
        let mut rows = Vec::with_capacity(cut.entries.len());
        for entry in cut.entries {
            let id = &entry.id;
            let row = EntryRow {
                entry: Rc::clone(entry),
                current: props.current.as_ref() == Some(id),
                live: props.live.contains(id),
                tabbable: matches!(&tabbable, Some(Stop::Entry(tabbable)) if tabbable == id),
                folders: Rc::clone(&props.shelves.folders),
                picked: props.shelves.picked.as_ref().map(|picked| picked.contains(id)),
                pick: pick.clone(),
            };
            rows.push(keyed(id.as_str(), row));
        }
        rows
    };
    let mut sections = Vec::with_capacity(drawn.len());
    for cut in &drawn {
        sections.push(section(cut, rows(cut), tabbable.as_ref(), &ui));
    }

    let onfocusin = {
        let active = active.clone();
        Callback::from(move |event: FocusEvent| {
            let at = event.target_dyn_into::<web_sys::Element>();
            if let Some(stop) = at.and_then(|at| stop_of(&at)) {
                active.set(Some(stop));
            }
        })
    };
    let onkeydown = {
        let (ui, latest, active, list, lines) =
            (ui.clone(), Rc::clone(&latest), active.clone(), list.clone(), lines.clone());
        let (arrangement, look) = (Rc::clone(&arrangement), look.clone());
        Callback::from(move |event: KeyboardEvent| {
            let by = match event.key().as_str() {
                "ArrowDown" => 1,
                "ArrowUp" => -1,
                "Home" => isize::MIN,
                "End" => isize::MAX,
                _ => return,
            };
            let focused = lines.cast::<HtmlElement>().and_then(|lines| lines.owner_document()?.active_element());
            let from = focused.and_then(|focused| stop_of(&focused));
            let line = from.as_ref().and_then(|from| arrangement.line_of(from));
            let Some((line, stop)) = arrangement.step(line, by) else { return };
            event.prevent_default();
            active.set(Some(stop.clone()));
            if event.shift_key() {
                pick_on(&ui, &mut latest.borrow_mut(), from, &stop);
            }
            if !focus_stop(&lines, &stop) {
                let mut held = latest.borrow_mut();
                held.focus = Some(stop);
                if let Some(list) = list.cast::<HtmlElement>() {
                    scroll_to(&list, line, held.line);
                }
                drop(held);
                look.emit(());
            }
        })
    };
    let naming = props.shelves.naming.is_some().then(|| {
        let to = ui.clone();
        let done = Callback::from(move |typed: Option<String>| {
            to.send(Action::Filed(Step::NameGiven(typed.map(Rc::from))));
        });
        part(TitleBox { title: AttrValue::default(), label: ui.texts.filing.folder_name, done })
    });
    let none = if props.shelves.archive { ui.texts.filing.nothing_archived } else { t.nothing_yet };
    element("div class=history")
        .attr("aria-busy", props.reading.then_some("true"))
        .node(&list)
        .on("scroll", look.reform(|_: Event| ()))
        .on("focusin", onfocusin)
        .on("keydown", onkeydown)
        .child(naming)
        .child(element("div class=lines").node(&lines).child(sections))
        .child(arrangement.is_empty().then(|| told("none", none)))
        .html()
}

/// A group, as far as it is drawn.
fn section(cut: &Cut<'_>, rows: Vec<Html>, tabbable: Option<&Stop>, ui: &Ui) -> Html {
    let (t, f) = (&ui.texts.history, &ui.texts.filing);
    let (name, folder): (AttrValue, Option<FolderId>) = match &cut.group.heading {
        Heading::Pinned => (f.pinned.into(), None),
        Heading::Folder(folder) => (Rc::clone(&folder.name).into(), Some(folder.id.clone())),
        Heading::Today => (t.today.into(), None),
        Heading::Earlier => (t.earlier.into(), None),
        Heading::Undated => (t.undated.into(), None),
        Heading::All => (f.all.into(), None),
        Heading::Archive => (f.archive.into(), None),
    };
    let heading = cut.headed.then(|| match &cut.group.heading {
        Heading::Folder(folder) => part(FolderHeading {
            folder: Rc::clone(folder),
            count: cut.group.count,
            tabbable: matches!(tabbable, Some(Stop::Folder(held)) if *held == folder.id),
        }),
        _ => element("h2").child(name.clone()).html(),
    });
    let key = folder.as_ref().map_or_else(|| name.to_string(), |folder| ["/", folder.as_str()].concat());
    let section = element("section").key(&key).attr("aria-label", name);
    // What is pinned or archived is not moved out of its folder by dropping it here.
    let takes = !matches!(cut.group.heading, Heading::Pinned | Heading::Archive);
    let section = if takes { taking(section, folder, ui) } else { section };
    section.child(heading).child(element("ul").child(rows)).html()
}

/// Has a section take conversations that are dropped on it.
fn taking(section: Element, folder: Option<FolderId>, ui: &Ui) -> Element {
    let over = Callback::from(|event: DragEvent| {
        if event.data_transfer().is_some_and(|dragged| dragged.types().includes(&"text/uri-list".into(), 0)) {
            event.prevent_default();
        }
    });
    let ui = ui.clone();
    let drop = Callback::from(move |event: DragEvent| {
        let link = event.data_transfer().and_then(|dropped| dropped.get_data("text/uri-list").ok()).unwrap_or_default();
        let hash = link.split_once('#').map_or("", |(_, hash)| hash);
        if let Route::Conversation(id) = Route::parse(&["#", hash.trim_end()].concat()) {
            event.prevent_default();
            ui.send(Action::Filed(Step::Moved(vec![id], folder.clone())));
        }
    });
    section.on("dragover", over).on("drop", drop)
}

/// Picks a conversation, or puts it back; with `more` all from the one picked last.
fn pick(ui: &Ui, latest: &mut Latest, id: ConversationId, more: bool) {
    let Some((_, arrangement)) = &latest.arranged else { return };
    let on = !latest.picked.as_ref().is_some_and(|picked| picked.contains(&id));
    let ids = match &latest.anchor {
        Some(anchor) if more => arrangement.between(anchor, &id),
        _ => vec![id.clone()],
    };
    latest.anchor = Some(id);
    ui.send(Action::Filed(Step::Picked(ids, on || more)));
}

/// Picks those between which the focus moved.
fn pick_on(ui: &Ui, latest: &mut Latest, from: Option<Stop>, to: &Stop) {
    let ids: Vec<ConversationId> = from
        .iter()
        .chain([to])
        .filter_map(|stop| match stop {
            Stop::Entry(id) => Some(id.clone()),
            Stop::Folder(_) => None,
        })
        .collect();
    if latest.picked.is_some() && !ids.is_empty() {
        latest.anchor = ids.last().cloned();
        ui.send(Action::Filed(Step::Picked(ids, true)));
    }
}

/// What the Tab key comes by: where one was, else the conversation on the page, else the first.
fn tabbable(drawn: &[Cut<'_>], active: Option<Stop>, current: Option<&ConversationId>) -> Option<Stop> {
    let mut stops = Vec::new();
    for cut in drawn {
        if let (true, Heading::Folder(folder)) = (cut.headed, &cut.group.heading) {
            stops.push(Stop::Folder(folder.id.clone()));
        }
        stops.extend(cut.entries.iter().map(|entry| Stop::Entry(entry.id.clone())));
    }
    let wanted = [active, current.map(|id| Stop::Entry(id.clone()))];
    let there = wanted.into_iter().flatten().find(|stop| stops.contains(stop));
    there.or_else(|| stops.into_iter().next())
}
