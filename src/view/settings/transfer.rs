//! One's own data: the backup that goes out, files that come in, and a look at them before anything is kept.

use wasm_bindgen::JsCast;
use web_sys::{DragEvent, HtmlInputElement};
use yew::prelude::*;

use crate::domain::id::ConversationId;
use crate::domain::original::Leftover;
use crate::domain::transfer::date;
use crate::domain::transfer::import::Problem;
use crate::state::action::Action;
use crate::state::effect::Place;
use crate::state::transfer::import::{Find, Finds, Import, Standing, Why};
use crate::state::transfer::{Step, Transfer};
use crate::state::vault::Vault;
use crate::view::Ui;
use crate::view::controls::{Kind, button};
use crate::view::element::{Element, element, truth};
use crate::view::settings::backup_keys::{export_keys, import_keys};
use crate::view::text_field::{line, told};

/// The section. `vault`: keys may go along; none while another page shows this one. `fragile`: there is no database.
pub fn transfer(transfer: &Transfer, vault: Option<&Vault>, fragile: bool, ui: &Ui) -> Html {
    let t = &ui.texts.transfer;
    let export = &transfer.export;
    let out = if export.total > 0 {
        told("hint", (t.exporting)(export.written, export.total))
    } else if export.missing > 0 {
        told("hint", (t.missing)(export.missing))
    } else {
        told("hint", "")
    };
    let alone = !export.keys || vault.is_none();
    let (tone, words, rest) = import(&transfer.import, vault.is_some(), !fragile, ui);
    // Its place is always there, so that screen readers hear what comes into it.
    let words = element("p role=status").attr("data-tone", tone).child(words);
    element("section aria-labelledby=transfer-heading")
        .child(element("h2 id=transfer-heading").child(t.heading))
        .child(line("hint", t.backup_about))
        .child(vault.map(|vault| export_keys(transfer, vault, ui)))
        .child(alone.then(|| press(Kind::Plain, t.export_all.into(), ui, || Step::ExportAllPressed(None))))
        .child(out)
        .child(files(&transfer.import, ui))
        .child(element("div class=import").child(words).child(rest))
        .html()
}

/// A button that takes a step.
#[inline(never)]
fn press(kind: Kind, label: AttrValue, ui: &Ui, step: fn() -> Step) -> Html {
    button(kind, label, turn(ui, step))
}

/// Takes a step, whatever the event says.
pub fn turn<E>(ui: &Ui, step: fn() -> Step) -> Callback<E> {
    ui.on(move || Action::Transfer(step()))
}

/// Where files are chosen or dropped.
fn files(import: &Import, ui: &Ui) -> Html {
    let t = &ui.texts.transfer;
    // While it keeps, what is being kept must stay what it is.
    let busy = matches!(import, Import::Keeping(..));
    let field = element(
        "input type=file id=import-files class=spoken multiple accept=.json,.jsonl,.zip aria-describedby=import-about",
    )
    .on("change", turn::<Event>(ui, || Step::FilesChosen));
    let over = Callback::from(|event: DragEvent| event.prevent_default());
    let drop = {
        let ui = ui.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            let files = event.data_transfer().and_then(|dropped| dropped.files()).filter(|files| files.length() > 0);
            let page = web_sys::window().and_then(|window| window.document());
            let field = page.and_then(|page| page.get_element_by_id(Place::Files.element()));
            if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok())
                && !busy
                && files.is_some()
            {
                field.set_files(files.as_ref());
                ui.send(Action::Transfer(Step::FilesChosen));
            }
        })
    };
    element("div class=drop")
        .on("dragover", over)
        .on("drop", drop)
        .child(field)
        .child(element("label for=import-files class=button data-kind=plain").child(t.import))
        .child(element("p id=import-about class=hint").child(t.import_about))
        .html()
}

/// How the import stands: in which tone, in words, and what can be done.
fn import(import: &Import, keys: bool, kept: bool, ui: &Ui) -> (&'static str, String, Vec<Html>) {
    let (t, cancel, dismiss) = (&ui.texts.transfer, ui.texts.chat.cancel, ui.texts.history.dismiss);
    let leave = |label: &'static str| press(Kind::Quiet, label.into(), ui, || Step::ImportLeft);
    let progress = |percent: u32| {
        let bar = element("progress max=100 aria-hidden=true").attr("value", percent.to_string());
        vec![bar.html(), leave(cancel)]
    };
    match import {
        Import::None => ("", String::new(), Vec::new()),
        Import::Looking(finds, percent) => ("", (t.looking)(*percent, count(finds.talks.len())), progress(*percent)),
        Import::Keeping(_, percent) => ("", (t.keeping)(*percent), progress(*percent)),
        Import::Choosing(finds) => choosing(finds, keys, kept, leave(cancel), ui),
        Import::Done(number, more) => {
            let more = leftover(more, kept, ui);
            ("", (t.done)(*number), more.into_iter().chain([leave(dismiss)]).collect())
        }
        Import::Failed(why) => {
            let words = match why {
                Why::Storage(problem) => (t.not_kept)(*problem),
                Why::Changed => t.changed,
                Why::Stopped => t.stopped,
            };
            ("danger", words.to_owned(), vec![leave(dismiss)])
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What was found, and what is to be kept of it.
fn choosing(finds: &Finds, keys: bool, kept: bool, leave: Html, ui: &Ui) -> (&'static str, String, Vec<Html>) {
    let t = &ui.texts.transfer;
    let standing = |standing| count(finds.talks.iter().filter(|find| find.standing == standing).count());
    let (new, newer, here) = (standing(Standing::New), standing(Standing::Newer), standing(Standing::Here));
    let ticked = count(finds.talks.iter().filter(|find| find.ticked).count());
    let mut out = Vec::new();
    if finds.problem_count > 0 {
        out.push(problems(finds, ui));
    }
    if finds.renamed > 0 {
        out.push(line("hint", (t.renamed)(finds.renamed)));
    }
    let mut more = Leftover::default();
    finds.talks.iter().filter(|find| find.ticked).for_each(|find| more.add(&find.leftover));
    out.extend(leftover(&more, kept, ui));
    if new + newer > 0 {
        let all = ticked == new + newer;
        let other: fn() -> Step = if all { || Step::AllTicked(false) } else { || Step::AllTicked(true) };
        out.push(tick(all, false, turn(ui, other), element("span").child(t.all)));
    }
    if !finds.talks.is_empty() {
        out.push(list(finds, ui));
    }
    if let Some(extras) = &finds.extras {
        let words = (t.extras)(count(extras.connections.len()));
        let turned = turn(ui, || Step::ExtrasTicked);
        out.push(tick(finds.with_extras, false, turned, element("span").child(words)));
    }
    if keys {
        out.push(import_keys(finds, ui));
    }
    let mut buttons = element("div class=row");
    // Keys that are wanted are opened first: then nothing can go wrong with them half way.
    let opened = finds.keys.is_some();
    if (ticked > 0 || finds.with_extras || finds.with_keys) && (opened || !finds.with_keys) {
        buttons = buttons.child(press(Kind::Primary, (t.import_chosen)(ticked).into(), ui, || Step::ImportPressed));
    }
    out.push(buttons.child(leave).html());
    ("", (t.found)(count(finds.talks.len()), new, newer, here), out)
}

/// What of the messages has no place yet, and what becomes of it.
fn leftover(leftover: &Leftover, kept: bool, ui: &Ui) -> Option<Html> {
    (!leftover.is_empty()).then(|| line("hint", (ui.texts.transfer.leftover)(leftover, kept)))
}

/// A box to be ticked.
#[inline(never)]
pub fn tick(checked: bool, disabled: bool, turn: Callback<Event>, words: Element) -> Html {
    let field = element("input type=checkbox").attr("disabled", disabled).checked(checked).on("change", turn);
    element("label class=tick").child(field).child(words).html()
}

fn list(finds: &Finds, ui: &Ui) -> Html {
    let mut rows: Vec<Html> = finds.talks.iter().take(finds.shown).map(|find| row(find, ui)).collect();
    if finds.talks.len() > finds.shown {
        let more = press(Kind::Quiet, ui.texts.history.show_more.into(), ui, || Step::MoreWanted);
        rows.push(element("li").child(more).html());
    }
    element("ul class=finds").child(rows).html()
}

fn row(find: &Find, ui: &Ui) -> Html {
    let t = &ui.texts.transfer;
    let title =
        if find.title.is_empty() { ui.texts.history.untitled.into() } else { AttrValue::from(find.title.clone()) };
    let mut about = (t.messages)(find.messages);
    let standing = match find.standing {
        Standing::New => "",
        Standing::Newer => t.newer,
        Standing::Here => t.here,
    };
    let day = if find.updated > 0 { date::day(find.updated) } else { t.undated.to_owned() };
    for more in [&*day, standing] {
        if !more.is_empty() {
            about.push_str(" · ");
            about.push_str(more);
        }
    }
    let id: ConversationId = find.id.clone();
    let turn = ui.on::<Event>(move || Action::Transfer(Step::Ticked(id.clone())));
    let words =
        element("span").child(element("span dir=auto").child(title)).child(element("span class=hint").child(about));
    let here = find.standing == Standing::Here;
    element("li").attr("data-here", truth(here)).child(tick(find.ticked, here, turn, words)).html()
}

fn problems(finds: &Finds, ui: &Ui) -> Html {
    let t = &ui.texts.transfer;
    let mut rows = Vec::with_capacity(finds.problems.len());
    for Problem { file, place, path, flaw } in &finds.problems {
        let mut at = file.as_ref().to_owned();
        if let Some(place) = place {
            at.push_str(", ");
            at.push_str(&(t.place)(place.line, place.column));
        }
        if !path.is_empty() {
            at.push_str(", ");
            at.push_str(path);
        }
        at.push_str(": ");
        let words = element("span dir=auto").child(at);
        rows.push(element("li").child(words).child((t.flaw)(*flaw)).html());
    }
    element("div data-tone=warn")
        .child(element("p").child((t.problems)(finds.problem_count)))
        .child(element("ul class=plain-words").child(rows))
        .html()
}
