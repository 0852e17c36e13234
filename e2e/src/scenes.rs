//! The scenes pictures are taken of, for the README and for people who judge the looks.
//!
//! A scene starts on a fresh first visit and plays up to the moment worth a picture. Promises nothing about sizes and
//! colours; whoever takes the picture chooses them.

use std::pin::Pin;

use crate::Outcome;
use crate::find::Find;
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
}

/// All scenes.
pub const SCENES: &[Scene] = &[Scene { name: "first-visit", play: |world| Box::pin(first_visit(world)) }];

async fn first_visit(world: &World) -> Outcome<()> {
    world.page.any("main").see().await
}
