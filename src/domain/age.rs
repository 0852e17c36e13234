//! How long a conversation has not changed: the choices one has when old ones are to go.

/// An age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Age {
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// Half a year.
    HalfYear,
    /// A year.
    #[default]
    Year,
}

impl Age {
    /// All of them, the youngest first.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::HalfYear, Self::Year];

    /// How many days that is.
    #[must_use]
    pub const fn days(self) -> i64 {
        match self {
            Self::Month => 30,
            Self::Quarter => 91,
            Self::HalfYear => 182,
            Self::Year => 365,
        }
    }
}
