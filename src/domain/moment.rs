//! A point in time as the state sees it: handed in with every action, never asked for.

/// When something happened. Two clocks, because the wall clock can jump and the steady one means nothing tomorrow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970 by the device's wall clock. For showing, never for ordering.
    pub wall: i64,
    /// Milliseconds since the page started; never goes back. For durations.
    pub steady: u64,
}

impl Moment {
    /// Milliseconds from `earlier` to this moment on the steady clock; 0 if that were negative.
    #[must_use]
    pub fn since(self, earlier: Moment) -> u32 {
        u32::try_from(self.steady.saturating_sub(earlier.steady)).unwrap_or(u32::MAX)
    }
}
