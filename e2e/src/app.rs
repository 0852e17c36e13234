//! The app as people know it: its parts, found by the very sentences of its text table, and what every story does.
//!
//! Promises that another wording changes no story. Does not know what anything looks like.

use std::path::Path;

use serde_json::{Value, json};
use sotto::domain::model_name::short_model_name;
use sotto::domain::preset::Preset;
use sotto::domain::settings::Language;
use sotto::domain::text::{Texts, texts};

use crate::Outcome;
use crate::find::Find;
use crate::locator::Locator;
use crate::mock::place::RIGHT_KEY;
use crate::page::Page;
use crate::wait::until;
use crate::world::World;

/// Every sentence in English, which the browsers of stories prefer unless told otherwise.
pub fn english() -> &'static Texts {
    texts(Language::English, "en")
}

/// Every sentence in Korean.
pub fn korean() -> &'static Texts {
    texts(Language::Korean, "ko")
}

/// The part of a sentence before its number, for sentences whose number nobody can foresee.
pub fn before_number(sentence: &str) -> &str {
    sentence.split(|character: char| character.is_ascii_digit()).next().unwrap_or("").trim()
}

/// What is typed into the form of a new connection.
#[derive(Debug, Clone)]
pub struct Form<'a> {
    /// The kind of server.
    pub preset: Preset,
    /// The base address.
    pub address: &'a str,
    /// The key; empty if none.
    pub key: &'a str,
    /// The model; empty if none.
    pub model: &'a str,
    /// The name; empty if it may name itself.
    pub name: &'a str,
}

impl<'a> Form<'a> {
    /// A server of no known kind.
    pub fn at(address: &'a str) -> Self {
        Self { preset: Preset::Custom, address, key: "", model: "", name: "" }
    }

    /// Of that kind.
    pub fn preset(self, preset: Preset) -> Self {
        Self { preset, ..self }
    }

    /// With that key.
    pub fn key(self, key: &'a str) -> Self {
        Self { key, ..self }
    }

    /// With that model.
    pub fn model(self, model: &'a str) -> Self {
        Self { model, ..self }
    }

    /// With that name.
    pub fn name(self, name: &'a str) -> Self {
        Self { name, ..self }
    }
}

/// Chatting.
impl Page {
    /// Where messages are written.
    pub fn composer(&self) -> Locator {
        self.textbox(english().chat.message)
    }

    /// Chooses the demo where nobody can answer yet.
    ///
    /// # Errors
    /// When neither a composer nor the demo comes.
    pub async fn try_demo(&self) -> Outcome<()> {
        let chosen = "const demo = document.querySelector('#try-demo');
            if (demo) demo.click();
            return !!document.querySelector('#composer') || !!document.querySelector('.settings')
                || document.documentElement.dataset.boot !== 'loading' && !document.querySelector('#entry')";
        until("the demo to be chosen", async || Ok((self.js(chosen, Vec::new()).await? == json!(true)).then_some(())))
            .await
    }

    /// Writes a message and sends it with Enter.
    ///
    /// # Errors
    /// When there is nowhere to write.
    pub async fn send(&self, text: &str) -> Outcome<()> {
        self.write(text).await?;
        self.press("Enter").await
    }

    /// Writes a message and does not send it.
    ///
    /// # Errors
    /// When there is nowhere to write.
    pub async fn write(&self, text: &str) -> Outcome<()> {
        self.composer().focus().await?;
        self.insert(text).await
    }

    /// All replies.
    pub fn replies(&self) -> Locator {
        self.part("article", english().chat.reply)
    }

    /// The last reply.
    pub fn reply(&self) -> Locator {
        self.replies().last()
    }

    /// All messages of the person's own.
    pub fn questions(&self) -> Locator {
        self.article(english().chat.you)
    }

    /// Waits until the last reply is in that state: `growing`, `finished`, `stopped`, `interrupted`, `failed`.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn reply_is(&self, state: &str) -> Outcome<()> {
        self.reply().has("data-reply", Some(state)).await
    }

    /// Sends a message and waits until the reply has ended so.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn ask(&self, text: &str, state: &str) -> Outcome<()> {
        // What was said before is there with it, and not sooner.
        self.composer().see().await?;
        let before = self.replies().count().await?;
        self.send(text).await?;
        self.replies().counts(before + 1).await?;
        self.reply_is(state).await
    }

    /// A button under or in the last reply.
    pub fn reply_button(&self, name: &str) -> Locator {
        self.reply().button(name)
    }

    /// The list of conversations.
    pub fn list(&self) -> Locator {
        self.role("navigation", english().history.conversations)
    }

    /// A conversation in the list.
    pub fn entry(&self, title: &str) -> Locator {
        self.list().part("link", title)
    }

    /// Begins a new chat by the button in the list.
    ///
    /// # Errors
    /// When there is no list.
    pub async fn new_chat(&self) -> Outcome<()> {
        self.list().button(english().history.new_chat).click().await
    }

    /// The notice with its undo.
    pub fn notice(&self) -> Locator {
        self.role("status", english().history.notice)
    }

    /// Does what an entry of the conversation's menu says.
    ///
    /// # Errors
    /// When there is no such entry.
    pub async fn menu(&self, entry: &str) -> Outcome<()> {
        self.button(english().chat.more).click().await?;
        self.role("menuitem", entry).click().await
    }

    /// Chooses a model, listed or not, in the picker at the composer.
    ///
    /// # Errors
    /// When it cannot be chosen.
    pub async fn choose_model(&self, model: &str) -> Outcome<()> {
        let t = &english().connections;
        let chip = self.css("#model");
        chip.click().await?;
        let picker = self.dialog(t.choose_model);
        picker.combobox(t.search_or_type).focus().await?;
        self.insert(model).await?;
        let (listed, typed) = (picker.role("option", model), picker.part("option", &format!("“{model}”")));
        let option = until("the model among the options", async || {
            if listed.count().await? == 1 {
                return Ok(Some(&listed));
            }
            Ok((typed.count().await? == 1).then_some(&typed))
        });
        option.await?.click().await?;
        picker.gone().await?;
        chip.says(short_model_name(model)).await
    }

    /// Shows the panel of the conversation, if it is not shown.
    ///
    /// # Errors
    /// When there is none.
    pub async fn panel(&self) -> Outcome<Locator> {
        let t = english();
        let panel = self.css(".panel-fields");
        if panel.count().await? == 0 {
            self.button(t.chat.panel).click().await?;
        }
        panel.see().await?;
        Ok(panel)
    }
}

/// Going about.
impl Page {
    /// Goes to a place of the app, as a link would: `#/settings`.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn go(&self, hash: &str) -> Outcome<()> {
        self.js("location.hash = arguments[0]", vec![json!(hash)]).await.map(drop)
    }

    /// Opens the form of a new connection and fills it in.
    ///
    /// # Errors
    /// When something of it is missing.
    pub async fn fill_connection(&self, form: &Form<'_>) -> Outcome<()> {
        let t = &english().connections;
        // What was typed into the same form before would be there again.
        if self.css(".connection-form").count().await? == 1 {
            self.button(t.cancel).click().await?;
        }
        // Twice the same address would be no change of place.
        self.go("#/settings").await?;
        self.heading(english().settings.heading).see().await?;
        self.go("#/settings/connect").await?;
        let facts = form.preset.facts();
        let kind = if facts.name.is_empty() { t.custom } else { facts.name };
        let kinds = self.css("a.kind").text(kind);
        // One name may be the beginning of another (llama.cpp, llama-cpp-python do not differ so, OpenAI may).
        kinds.first().click().await?;
        let key = if facts.needs_key { t.key } else { t.key_optional };
        for (field, text) in [(t.address, form.address), (key, form.key), (t.model, form.model), (t.name, form.name)] {
            if !text.is_empty() {
                self.fill_field(field, text).await?;
            }
        }
        Ok(())
    }

    /// Replaces what stands in a text box or combobox of that name, as pasting does.
    ///
    /// # Errors
    /// When there is none.
    pub async fn fill_field(&self, name: &str, text: &str) -> Outcome<()> {
        let (textbox, combobox) = (self.textbox(name), self.combobox(name));
        let field = until("a field of that name", async || {
            if textbox.count().await? == 1 {
                return Ok(Some(&textbox));
            }
            Ok((combobox.count().await? == 1).then_some(&combobox))
        });
        let field = field.await.map_err(|error| format!("{name}: {error}"))?;
        field.focus().await?;
        field.js("arguments[0].select()").await?;
        if text.is_empty() {
            self.press("Delete").await?
        } else {
            self.insert(text).await?
        }
        field.holds(text).await
    }

    /// Saves the form of a connection: once it is checked, and if the check fails anyway.
    ///
    /// # Errors
    /// When there is none, or it is not saved in time.
    pub async fn save_connection(&self) -> Outcome<()> {
        self.button(english().connections.save).click().await?;
        let anyway = "if (document.querySelector('.outcome .fault')) document.querySelector('.anyway button')?.click();
            return document.querySelector('.connection-form') === null";
        until("the connection to be saved", async || {
            Ok((self.js(anyway, Vec::new()).await? == json!(true)).then_some(()))
        })
        .await
    }

    /// Saves the form of a connection without waiting for its check.
    ///
    /// # Errors
    /// When there is none.
    pub async fn save_unchecked(&self) -> Outcome<()> {
        let script = "document.querySelector('.connection-form [type=submit]').click();
            return new Promise((done) => setTimeout(() => {
                document.querySelector('.anyway button')?.click();
                setTimeout(() => done(document.querySelector('.connection-form') === null));
            }))";
        match self.js(script, Vec::new()).await? == json!(true) {
            true => Ok(()),
            false => Err("the form is still there".into()),
        }
    }

    /// Everything in the local storage of the page, name and value.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn stored(&self) -> Outcome<Vec<(String, String)>> {
        let rows = self.js("return Object.entries(localStorage)", Vec::new()).await?;
        Ok(serde_json::from_value(rows)?)
    }

    /// Puts so many conversations into the storage, `Chat 0000` the oldest. The app takes them in when it is loaded next.
    ///
    /// # Errors
    /// When they do not fit.
    pub async fn plant_history(&self, count: usize) -> Outcome<()> {
        let make = "const rows = [];
            for (let at = 0; at < arguments[0]; at++) {
                const page = Math.floor(at / 50);
                (rows[page] ??= []).unshift(JSON.stringify({ id: 'n-' + at, rev: 1, order: at, at: 1, size: 1, title: 'Chat ' + String(at).padStart(4, '0') }));
                localStorage.setItem('sotto/c/n-' + at, JSON.stringify({ sotto: 1, kind: 'conversation', rev: 1, by: 'x', body: { title: 'Chat ' + at, order: at } }));
            }
            rows.forEach((rows, page) => localStorage.setItem('sotto/index/' + page,
                `{\"sotto\":1,\"kind\":\"index\",\"rev\":0,\"by\":\"\",\"body\":null,\"rows\":[\\n${rows.join(',\\n')}\\n]}`));";
        self.js(make, vec![json!(count)]).await.map(drop)
    }

    /// Waits until all conversations are listed: of many the newest come at once, the others soon.
    ///
    /// # Errors
    /// When they are not listed in time.
    pub async fn lists_all(&self) -> Outcome<()> {
        until("the whole list", async || {
            let busy = self.js("return document.querySelector('.history')?.ariaBusy", Vec::new()).await?;
            Ok((busy != json!("true")).then_some(()))
        })
        .await
    }

    /// How far the page is wider than its window, in CSS pixels.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn overhang(&self) -> Outcome<i64> {
        let script = "const root = document.scrollingElement; return root.scrollWidth - root.clientWidth";
        Ok(self.js(script, Vec::new()).await?.as_i64().unwrap_or(i64::MAX))
    }
}

impl World {
    /// Connects the app to the mock server at that place, with the right key where one is wanted, and begins a chat.
    ///
    /// # Errors
    /// When the connection cannot be made.
    pub async fn connect(&self, place: &str, model: &str) -> Outcome<()> {
        let key = if place.contains("keyed") { RIGHT_KEY } else { "" };
        let address = self.mock.at(place);
        self.connect_by(&Form::at(&address).key(key).model(model)).await
    }

    /// Connects the app as that form says and begins a chat.
    ///
    /// # Errors
    /// When the connection cannot be made.
    pub async fn connect_by(&self, form: &Form<'_>) -> Outcome<()> {
        self.page.fill_connection(form).await?;
        self.page.save_unchecked().await?;
        self.page.composer().see().await
    }
}

/// The messages of a request, as pairs of role and text.
pub fn messages(body: &Value) -> Vec<(String, String)> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
    let all = body.get("messages").and_then(Value::as_array);
    all.map(|all| all.iter().map(|one| (text(one, "role"), text(one, "content"))).collect()).unwrap_or_default()
}

/// Where the built app is: `SOTTO_DIST`, else `dist`.
pub fn dist() -> std::path::PathBuf {
    let built = std::env::var_os("SOTTO_DIST").map(std::path::PathBuf::from);
    built.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist"))
}
