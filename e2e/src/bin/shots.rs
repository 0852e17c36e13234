//! Takes pictures of the app: every scene, at desktop and phone sizes, light and dark.
//!
//! `shots [FOLDER] [--scene NAME] [--language LANGUAGE]`, else into `docs/shots`; the app is taken from `SOTTO_DIST`, else `dist`. What the page
//! complains about meanwhile is printed, and a scene that cannot be played fails the run at its end.

use std::path::{Path, PathBuf};

use e2e::Outcome;
use e2e::browser::Options;
use e2e::scenes::{SCENES, Scene};
use e2e::world::{Setup, World};

/// Width, height, and whether fingers are used.
const SIZES: &[(u32, u32, bool)] = &[(1280, 800, false), (390, 844, true), (360, 740, true), (320, 640, true)];
/// For scenes that are looked at as a whole, however high that is.
const WHOLE: &[(u32, u32, bool)] = &[(1280, 800, false), (360, 740, true)];
const USAGE: &str = "usage: shots [FOLDER] [--scene NAME] [--language LANGUAGE]";

struct Wish {
    folder: PathBuf,
    scene: Option<String>,
    language: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let wish = wish(std::env::args().skip(1))?;
    let scenes: Vec<&Scene> =
        SCENES.iter().filter(|scene| wish.scene.as_deref().is_none_or(|name| name == scene.name)).collect();
    if scenes.is_empty() {
        let names: Vec<&str> = SCENES.iter().map(|scene| scene.name).collect();
        return Err(format!("there is no such scene; there are {}", names.join(", ")).into());
    }
    let mut failed = 0;
    for scene in scenes {
        for size in if scene.whole { WHOLE } else { SIZES } {
            for dark in [false, true] {
                if let Err(error) = shoot(scene, *size, dark, &wish).await {
                    eprintln!("{}: {error}", scene.name);
                    failed += 1;
                }
            }
        }
    }
    if failed == 0 { Ok(()) } else { Err(format!("{failed} pictures could not be taken").into()) }
}

async fn shoot(scene: &Scene, (width, height, touch): (u32, u32, bool), dark: bool, wish: &Wish) -> Outcome<()> {
    let colours = if dark { "dark" } else { "light" };
    let size = if scene.whole { width.to_string() } else { format!("{width}x{height}") };
    let file = wish.folder.join(format!("{}-{size}-{colours}.png", scene.name));
    let options =
        Options { touch, dark, still: true, ..Options::default().size(width, height).language(&wish.language) };
    let mut world = World::open(Setup::default().browser(options)).await?;
    let played = (scene.play)(&world).await;
    if scene.whole {
        let script =
            "const it = document.querySelector('.transcript'); return it.scrollHeight + innerHeight - it.clientHeight";
        let height = world.page.js(script, Vec::new()).await?.as_u64().and_then(|height| u32::try_from(height).ok());
        world.page.size(width, height.ok_or("no height")?, touch).await?;
        world.page.js("document.querySelector('.transcript').scrollTop = 0", Vec::new()).await?;
    }
    // The picture is worth having also, and even more, if the scene went wrong.
    world.page.screenshot(&file).await?;
    report(&file, &world.complaints().await?);
    world.browser.quit().await?;
    played
}

fn report(file: &Path, complaints: &[String]) {
    println!("{}", file.display());
    for complaint in complaints {
        println!("  {complaint}");
    }
}

fn wish(words: impl Iterator<Item = String>) -> Outcome<Wish> {
    let mut words = words.peekable();
    let folder = words.next_if(|word| !word.starts_with('-')).unwrap_or_else(|| "docs/shots".to_owned());
    let mut wish = Wish { folder: folder.into(), scene: None, language: "en-US".to_owned() };
    while let Some(word) = words.next() {
        match (word.as_str(), words.next()) {
            ("--scene", Some(scene)) => wish.scene = Some(scene),
            ("--language", Some(language)) => wish.language = language,
            _ => return Err(USAGE.into()),
        }
    }
    Ok(wish)
}
