//! What is known of whether a connection works: nothing, that it worked at a time, or that it failed at a time and why.
//! Knows neither the clock nor any wording.

use crate::domain::error::Fault;

const MINUTE: i64 = 60_000;
const DAY: i64 = 1_440 * MINUTE;

/// How much later a success must be than the stored one to be worth storing again, in milliseconds.
const FRESH: i64 = 10 * MINUTE;

/// What is known of whether a connection works. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ConnectionStatus {
    /// Nothing: it was never checked as it is now, and nothing was asked of it.
    #[default]
    Unchecked,
    /// A check or a reply succeeded.
    Worked {
        /// When.
        at: i64,
    },
    /// A check or a request failed for a reason that concerns the connection.
    Failed {
        /// When.
        at: i64,
        /// Why.
        fault: Fault,
    },
}

/// When something was, as people say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Today, at this hour and minute.
    Today(u32, u32),
    /// Yesterday.
    Yesterday,
    /// So many days ago.
    DaysAgo(i64),
}

impl ConnectionStatus {
    /// The status after a check or a request ended. None: it says nothing new that is worth storing.
    #[must_use]
    pub fn after(&self, result: Result<(), &Fault>, now: i64) -> Option<Self> {
        match (self, result) {
            (Self::Worked { at }, Ok(())) if (0..FRESH).contains(&(now - at)) => None,
            (_, Ok(())) => Some(Self::Worked { at: now }),
            (_, Err(fault)) if !concerns_the_connection(fault) => None,
            (_, Err(fault)) => Some(Self::Failed { at: now, fault: fault.clone() }),
        }
    }

    /// Its word in the markup.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unchecked => "unchecked",
            Self::Worked { .. } => "worked",
            Self::Failed { .. } => "failed",
        }
    }
}

/// Whether a fault says something of the connection, and not of one request or of this device.
fn concerns_the_connection(fault: &Fault) -> bool {
    match fault {
        Fault::Unreachable { .. }
        | Fault::KeyRefused { .. }
        | Fault::NoCredit { .. }
        | Fault::RateLimited { .. }
        | Fault::ModelUnknown { .. }
        | Fault::PathUnknown { .. }
        | Fault::ServerTrouble { .. }
        | Fault::WebPage { .. }
        | Fault::NotUnderstood { .. }
        | Fault::Redirected { .. } => true,
        Fault::Offline
        | Fault::ParameterRefused { .. }
        | Fault::TooLong { .. }
        | Fault::Refused { .. }
        | Fault::Reported { .. }
        | Fault::TooLarge
        | Fault::Unknown => false,
    }
}

impl When {
    /// When `at` was; `midnight` is when today began where the person is.
    #[must_use]
    pub fn of(at: i64, midnight: i64) -> Self {
        match at - midnight {
            since @ 0.. => {
                let minute = u32::try_from(since.min(DAY - MINUTE) / MINUTE).unwrap_or_default();
                Self::Today(minute / 60, minute % 60)
            }
            since => match (-since - 1) / DAY + 1 {
                1 => Self::Yesterday,
                days => Self::DaysAgo(days),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_changes_with_what_concerns_the_connection_alone() {
        let down = Fault::ServerTrouble { status: 502, said: "".into() };
        let failed = ConnectionStatus::Failed { at: 5, fault: down.clone() };
        let worked = ConnectionStatus::Worked { at: 5 };
        assert_eq!(ConnectionStatus::Unchecked.after(Ok(()), 5), Some(worked.clone()));
        assert_eq!(failed.after(Ok(()), 6), Some(ConnectionStatus::Worked { at: 6 }));
        assert_eq!(worked.after(Ok(()), 6), None, "known already");
        assert_eq!(worked.after(Ok(()), 5 + FRESH), Some(ConnectionStatus::Worked { at: 5 + FRESH }));
        assert_eq!(worked.after(Err(&down), 5), Some(failed));
        let long = Fault::TooLong { used: None, limit: None, said: "".into() };
        for of_the_request in [Fault::Offline, long, Fault::Unknown] {
            assert_eq!(worked.after(Err(&of_the_request), 6), None, "{of_the_request:?}");
        }
    }

    #[test]
    fn times_are_told_by_the_readers_day() {
        let midnight = 1_700_000_000_000;
        assert_eq!(When::of(midnight, midnight), When::Today(0, 0));
        assert_eq!(When::of(midnight + 14 * 60 * MINUTE + 3 * MINUTE, midnight), When::Today(14, 3));
        assert_eq!(When::of(midnight - 1, midnight), When::Yesterday);
        assert_eq!(When::of(midnight - DAY, midnight), When::Yesterday);
        assert_eq!(When::of(midnight - DAY - 1, midnight), When::DaysAgo(2));
        assert_eq!(When::of(midnight + 3 * DAY, midnight), When::Today(23, 59), "a clock that was set back");
    }
}
