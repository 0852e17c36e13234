//! A code block: its language, a button that copies it, and the text, which scrolls within.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::markdown::node::CodeBlock;
use crate::state::action::Action;
use crate::view::Ui;
use crate::view::markdown::node;

#[derive(PartialEq, Properties)]
pub struct CodeProps {
    pub code: CodeBlock,
    pub caret: bool,
    pub ui: Ui,
}

#[component]
pub fn Code(props: &CodeProps) -> Html {
    let CodeProps { code, caret, ui } = props;
    let texts = &ui.texts.markdown;
    let copied = use_state(|| false);
    let on_copy = {
        let (ui, code, copied) = (ui.clone(), code.clone(), copied.setter());
        Callback::from(move |_: MouseEvent| {
            let text = code.text();
            // Without the last line feed: pasted into a terminal it would run the command.
            ui.send(Action::TextCopied(text.strip_suffix('\n').unwrap_or(&text).into()));
            copied.set(true);
        })
    };
    // "Copied" is over when its animation, which only waits, is; views have no clock.
    let on_over = {
        let copied = copied.setter();
        Callback::from(move |_: AnimationEvent| copied.set(false))
    };
    let label = match &code.language {
        Some(language) => (texts.code_in)(language),
        None => texts.code.to_owned(),
    };
    let last = code.chunks.len().saturating_sub(1);
    let empty = [Rc::from("")];
    let chunks = if code.chunks.is_empty() { empty.as_slice() } else { &code.chunks };
    let chunks = chunks.iter().enumerate().map(|(index, chunk)| {
        html! { <Lines key={index} text={chunk.clone()} caret={*caret && index == last} /> }
    });
    html! {
        <div class="code" dir="ltr">
            <header>
                <span>{ code.language.as_deref().unwrap_or(texts.code).to_owned() }</span>
                <button type="button" class="button" data-kind="quiet" data-copied={copied.then_some("true")}
                    onclick={on_copy} onanimationend={on_over}>
                    <svg viewBox="0 0 24 24" aria-hidden="true">
                        <rect x="9" y="9" width="11" height="11" rx="2" /><path d="M5 15V6a2 2 0 0 1 2-2h8" />
                    </svg>
                    <span aria-live="polite">{ if *copied { texts.copied } else { texts.copy } }</span>
                </button>
            </header>
            <pre tabindex="0" role="region" aria-label={label}>
                <code>{ for chunks }</code>
            </pre>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct LinesProps {
    text: Rc<str>,
    caret: bool,
}

/// A chunk of lines, drawn again only when it is another. It is a block: the line feed at its end is the block's own.
#[component]
fn Lines(props: &LinesProps) -> Html {
    let text = props.text.strip_suffix('\n').unwrap_or(&props.text).to_owned();
    html! { <span>{ text }if props.caret { { node::caret() } }</span> }
}
