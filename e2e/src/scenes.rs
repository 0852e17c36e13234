//! The scenes pictures are taken of, for the README and for people who judge the looks.
//!
//! A scene starts on a fresh first visit and plays up to the moment worth a picture. Promises nothing about sizes and
//! colours; whoever takes the picture chooses them.

use std::pin::Pin;

use crate::Outcome;
use crate::app::english;
use crate::find::Find;
use crate::wait::until;
use crate::world::World;

/// What is played before the picture is taken.
pub type Play = for<'a> fn(&'a World) -> Pin<Box<dyn Future<Output = Outcome<()>> + 'a>>;

/// A scene.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    /// The first part of the picture's file name.
    pub name: &'static str,
    /// What leads to it.
    pub play: Play,
    /// A reply to be looked at as a whole: the picture is as high as that takes.
    pub whole: bool,
}

/// All scenes.
pub const SCENES: &[Scene] = &[
    Scene { name: "first-visit", play: |world| Box::pin(first_visit(world)), whole: false },
    Scene { name: "chat", play: |world| Box::pin(chat(world)), whole: false },
    Scene { name: "interrupted", play: |world| Box::pin(interrupted(world)), whole: false },
    Scene { name: "formulas", play: |world| Box::pin(formulas(world)), whole: false },
    Scene { name: "sights", play: |world| Box::pin(sights(world)), whole: false },
    Scene { name: "languages", play: |world| Box::pin(said(world, "languages")), whole: true },
    Scene { name: "scripts", play: |world| Box::pin(said(world, "scripts")), whole: true },
    Scene { name: "everything", play: |world| Box::pin(said(world, "everything")), whole: true },
    Scene { name: "search", play: |world| Box::pin(search(world)), whole: false },
    Scene { name: "inside", play: |world| Box::pin(inside(world)), whole: false },
    Scene { name: "settings", play: |world| Box::pin(settings(world)), whole: false },
    Scene { name: "connect", play: |world| Box::pin(connect(world)), whole: false },
];

async fn first_visit(world: &World) -> Outcome<()> {
    world.page.composer().see().await
}

async fn chat(world: &World) -> Outcome<()> {
    asked(world, english().demo.tour, "finished").await
}

async fn interrupted(world: &World) -> Outcome<()> {
    asked(world, english().demo.failing, "interrupted").await
}

async fn formulas(world: &World) -> Outcome<()> {
    world.connect("", "formulas").await?;
    asked(world, "Formulas", "finished").await?;
    world.page.css("sotto-formula:not([data-drawn])").gone().await?;
    world.page.js("document.querySelector('.transcript').scrollTop = 0", Vec::new()).await.map(drop)
}

/// What that model of the mock server says, from its beginning.
async fn said(world: &World, model: &str) -> Outcome<()> {
    world.connect("", model).await?;
    asked(world, model, "finished").await?;
    world.page.css("sotto-formula:not([data-drawn])").gone().await?;
    world.page.js("document.querySelector('.transcript').scrollTop = 0", Vec::new()).await.map(drop)
}

async fn sights(world: &World) -> Outcome<()> {
    let (page, t) = (&world.page, &english().markdown);
    world.connect("", "sights").await?;
    asked(world, "Sights", "finished").await?;
    page.reply().button(t.show_diagram).first().click().await?;
    let drawn =
        "const f = document.querySelector('iframe'); return !!f && f.style.blockSize !== '' && f.clientHeight > 60";
    until("the diagram", async || Ok(page.js(drawn, Vec::new()).await?.as_bool().filter(|drawn| *drawn))).await?;
    page.js("document.querySelector('.tabular').scrollIntoView()", Vec::new()).await.map(drop)
}

async fn talked(world: &World) -> Outcome<()> {
    world.connect("", "echo").await?;
    asked(world, "How do whales sleep? I mean the big ones, and whether the calves do it in the same way.", "finished")
        .await?;
    world.page.go("#/").await?;
    asked(world, "**고래**는 어떻게 잠을 자나요?\n\n그리고 whales라는 말은 어디에서 왔나요?", "finished").await?;
    for _ in 0..17 {
        asked(world, "And what do other whales do, far from here, where nobody looks?", "finished").await?;
    }
    Ok(())
}

async fn search(world: &World) -> Outcome<()> {
    talked(world).await?;
    let (page, t) = (&world.page, &english().history);
    page.press("Control+k").await?;
    page.role("searchbox", t.search_label).fill("whales").await?;
    page.css(".found > li").counts(2).await
}

async fn inside(world: &World) -> Outcome<()> {
    talked(world).await?;
    world.page.press("Control+f").await?;
    world.page.css(".inside input").fill("whales").await?;
    world.page.press("Enter").await?;
    let painted = "return CSS.highlights.get('found-here')?.size > 0";
    until("the mark", async || Ok(world.page.js(painted, Vec::new()).await?.as_bool().filter(|drawn| *drawn)))
        .await
        .map(drop)
}

async fn settings(world: &World) -> Outcome<()> {
    world.page.go("#/settings").await?;
    world.page.heading(english().settings.heading).see().await
}

async fn connect(world: &World) -> Outcome<()> {
    world.page.go("#/settings/connect").await?;
    world.page.heading(english().connections.choose_kind).see().await
}

/// Sent with the button: on a touch keyboard Enter breaks the line.
async fn asked(world: &World, text: &str, state: &str) -> Outcome<()> {
    world.page.composer().type_keys(text).await?;
    world.page.button(english().chat.send).click().await?;
    world.page.reply_is(state).await
}
