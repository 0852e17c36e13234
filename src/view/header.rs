//! The top of the page: what it shows, who answers, and what can be done with the whole conversation.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::connection::Connection;
use crate::domain::id::ConversationId;
use crate::state::action::Action;
use crate::state::route::Route;
use crate::state::shortcut::{Over, Shortcut};
use crate::state::transfer::Step;
use crate::state::transfer::export::Format;
use crate::view::controls::{named, pressable, toggle};
use crate::view::element::{element, truth};
use crate::view::focus::focus_again;
use crate::view::hooks::{use_effect_on, use_held, use_node};
use crate::view::icons::{Icon, icon};
use crate::view::menu::{Item, Menu};
use crate::view::part::part;
use crate::view::title_box::TitleBox;
use crate::view::use_ui;
use crate::view::watch::{over, use_media};

/// The top of a conversation.
#[derive(Clone, PartialEq)]
pub struct Header {
    /// The conversation on the page; none if it has not begun.
    pub conversation: Option<ConversationId>,
    /// Its title.
    pub title: Rc<str>,
    /// Whether it is never stored.
    pub temporary: bool,
    /// Whether it has no messages.
    pub empty: bool,
    /// Who answers; none if that connection was deleted.
    pub connection: Option<Rc<Connection>>,
    /// What is known of whether that works, in words.
    pub status: String,
    /// Whether the list is shown, beside the page and over it.
    pub list: (bool, bool),
    /// Whether the panel is shown, beside the page and over it.
    pub panel: (bool, bool),
}

drawn_by!(Header, use_header);

#[hook]
fn use_header(props: &Header) -> Html {
    let ui = use_ui();
    let (t, h) = (&ui.texts.chat, &ui.texts.history);
    let renaming = use_held(|| None::<ConversationId>);
    let panel_over = use_media(Over::PANEL);
    let shown_title = use_node();
    {
        let shown_title = shown_title.clone();
        let renamed = renaming.get().is_some();
        use_effect_on(renaming.get(), move || {
            move || {
                if renamed {
                    focus_again(&shown_title);
                }
            }
        });
    }

    let title = match (&*props.title, &props.conversation) {
        ("", None) => AttrValue::from(h.new_chat),
        ("", Some(_)) => AttrValue::from(h.untitled),
        _ => AttrValue::from(Rc::clone(&props.title)),
    };
    let heading = match props.conversation.as_ref().filter(|id| renaming.get().as_ref() == Some(*id)) {
        Some(id) => {
            let (ui, id, renaming) = (ui.clone(), id.clone(), renaming.clone());
            let done = Callback::from(move |typed: Option<String>| {
                renaming.set(None);
                if let Some(typed) = typed {
                    ui.send(Action::Renamed(id.clone(), typed.into()));
                }
            });
            part(TitleBox { title, label: h.title, done })
        }
        None => {
            let heading = element("h1 id=heading tabindex=-1 dir=auto").node(&shown_title);
            heading.attr("title", title.clone()).child(title).html()
        }
    };

    let mut items = Vec::new();
    if let Some(id) = &props.conversation {
        if !props.empty {
            items.push(Item::new(Icon::Copy, t.copy_conversation, ui.on(|| Action::ConversationCopied)));
            let x = &ui.texts.transfer;
            for (label, format) in [
                (x.as_markdown, Format::Markdown),
                (x.as_page, Format::Page),
                (x.as_backup, Format::Backup),
                (x.as_messages, Format::Messages),
            ] {
                let onclick = ui.on(move || Action::Transfer(Step::ExportPressed(format)));
                items.push(Item::new(Icon::Download, label, onclick));
            }
        }
        let rename = {
            let id = id.clone();
            Callback::from(move |()| renaming.set(Some(id.clone())))
        };
        items.push(Item::new(Icon::Edit, h.rename, rename));
        if !props.empty {
            items.push(Item::new(Icon::Clear, t.clear, ui.on(|| Action::ChatCleared)));
        }
        let id = id.clone();
        items.push(Item::new(Icon::Delete, h.delete, ui.on(move || Action::Deleted(id.clone()))));
    }
    let temporary = props.conversation.is_none().then(|| {
        pressable("icon")
            .attr("aria-label", h.temporary)
            .attr("title", h.temporary_about)
            .attr("aria-pressed", truth(props.temporary))
            .on("click", ui.on::<MouseEvent>(|| Action::TemporaryToggled))
            .child(icon(Icon::Temporary))
            .html()
    });
    let toggle_panel = {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.send(Action::PanelToggled { narrow: over().panel }))
    };
    let panel_shown = if panel_over { props.panel.1 } else { props.panel.0 };
    element("header class=top")
        .child(part(ListButton { list: props.list }))
        .child(heading)
        .child(chip(props.connection.as_deref(), &props.status, &ui))
        .child(temporary)
        .child(toggle(Icon::Panel, t.panel, Shortcut::Panel.hint(t.panel), panel_shown, toggle_panel))
        .child(
            (!items.is_empty()).then(|| part(Menu { label: t.more.into(), items, tabbable: true, sign: Icon::More })),
        )
        .html()
}

/// Who answers; leads to where that is set.
fn chip(connection: Option<&Connection>, status: &str, ui: &crate::view::Ui) -> Html {
    let t = &ui.texts.chat;
    let (state, label, hint, to) = match connection {
        None => ("gone", AttrValue::from(t.no_connection), AttrValue::from(t.no_connection), Route::Settings),
        Some(demo) if demo.is_demo() => {
            ("demo", AttrValue::from(Rc::clone(&demo.name)), AttrValue::from(t.demo), Route::NewConnection)
        }
        Some(own) => {
            let name = AttrValue::from(Rc::clone(&own.name));
            ("own", name, AttrValue::from((t.connection)(&own.name)), Route::Connection(own.id.clone()))
        }
    };
    let own = connection.filter(|_| state == "own");
    named(element("a class=chip"), hint.clone())
        .attr("data-connection", state)
        .attr("data-status", own.map(|own| own.status.word()))
        .attr("title", own.map(|_| format!("{hint}. {status}")))
        .attr("aria-description", own.map(|_| status.to_owned()))
        .attr("href", to.hash())
        .child(element("i aria-hidden=true"))
        .child(element("span").child(label))
        .html()
}

/// Shows the list of conversations where it is hidden.
#[derive(Clone, PartialEq)]
pub struct ListButton {
    /// Whether the list is shown, beside the page and over it.
    pub list: (bool, bool),
}

drawn_by!(ListButton, use_list_button);

#[hook]
fn use_list_button(props: &ListButton) -> Html {
    let ui = use_ui();
    let list_over = use_media(Over::LIST);
    let shown = if list_over { props.list.1 } else { props.list.0 };
    let label = ui.texts.history.conversations;
    let onclick = {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.send(Action::SidebarToggled { narrow: over().list }))
    };
    let button = toggle(Icon::List, label, Shortcut::List.hint(label), shown, onclick);
    element("span class=list-button").child(button).html()
}
