//! Dates as files and file names have them, by plain counting. No table of time zones is needed: the browser has one.

use std::cell::Cell;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

thread_local! {
    /// Minutes between the reader's clock and UTC at a moment: positive in the east.
    static ZONE: Cell<fn(i64) -> i64> = const { Cell::new(|_| 0) };
}

/// Says once, at the start, how the reader's time zone is found. Until then days are those of UTC.
pub fn set_zone(offset_minutes: fn(i64) -> i64) {
    ZONE.set(offset_minutes);
}

/// Whether a moment can be that of a chat: from 1990 up to the year 2100.
#[must_use]
pub fn is_plausible(moment: i64) -> bool {
    (631_152_000_000..4_102_444_800_000).contains(&moment)
}

/// The moment that a text of ISO 8601 or RFC 2822 names, in milliseconds since 1970. Without a zone it is taken as UTC.
#[must_use]
pub fn read(text: &str) -> Option<i64> {
    iso(text).or_else(|| named(text))
}

fn iso(text: &str) -> Option<i64> {
    let (day, rest) = text.trim().split_once(['T', 't', ' ']).unwrap_or((text.trim(), ""));
    let year_first = day.find(['-', '/']) == Some(4);
    let mut parts = day.splitn(3, if year_first { &['-', '/'][..] } else { &['-'] }).map(|part| part.parse().ok());
    let (year, month, day): (i64, i64, i64) = (parts.next()??, parts.next()??, parts.next()??);
    if !(0..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let rest = rest.trim();
    let zone = rest.find(['Z', 'z', '+', '-', ' ']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at_checked(zone)?;
    Some(days(year, month, day) * DAY + clock_time(clock)? - offset(zone)? * 60_000)
}

/// `Tue, 02 Jan 2024 03:04:05 +0100`, and what JavaScript makes of a date: `Tue Jan 02 2024 03:04:05 GMT+0100 (CET)`.
fn named(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let (mut year, mut month, mut day, mut clock, mut zone) = (None, None, None, 0, 0);
    for word in text.split([' ', ',']).filter(|word| !word.is_empty()) {
        let lower = word.to_ascii_lowercase();
        if let Some(at) = MONTHS.iter().position(|name| lower.get(..3) == Some(name)) {
            month = month.or(i64::try_from(at + 1).ok());
        } else if word.contains(':') && clock == 0 {
            clock = clock_time(word)?;
        } else if let Some(ahead) = lower
            .strip_prefix("gmt")
            .or(lower.strip_prefix("utc"))
            .or_else(|| lower.starts_with(['+', '-']).then_some(lower.as_str()))
        {
            zone = offset(ahead)?;
        } else if let Ok(number) = word.parse::<i64>() {
            match number {
                1..=31 if day.is_none() => day = Some(number),
                1000..=9999 => year = year.or(Some(number)),
                _ => return None,
            }
        }
    }
    Some(days(year?, month?, day?) * DAY + clock - zone * 60_000)
}

/// The time of a day, in milliseconds.
fn clock_time(clock: &str) -> Option<i64> {
    let (clock, part) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().unwrap_or_default());
    let mut next = || parts.next().unwrap_or_default().clamp(0, 60);
    let seconds = (next() * 60 + next()) * 60 + next();
    let thousandths: String = part.chars().chain("000".chars()).take(3).collect();
    Some(seconds * 1_000 + thousandths.parse::<i64>().ok()?)
}

/// Minutes ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    let zone = zone.trim();
    match zone.strip_prefix('+') {
        Some(ahead) => minutes(ahead),
        None => Some(-minutes(zone.trim_start_matches(['Z', 'z', '-']))?),
    }
}

fn minutes(zone: &str) -> Option<i64> {
    let digits: String = zone.chars().filter(char::is_ascii_digit).take(4).collect();
    if digits.is_empty() {
        return Some(0);
    }
    let number: i64 = digits.parse().ok()?;
    Some(if digits.len() > 2 { number / 100 * 60 + number % 100 } else { number * 60 })
}

/// The day of a moment where the reader is: `2026-11-21`.
#[must_use]
pub fn day(moment: i64) -> String {
    let moment = moment.saturating_add(ZONE.get()(moment) * 60_000);
    // <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>
    let days = moment.div_euclid(DAY) + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let mut out = (year + era * 400 + i64::from(month <= 2)).to_string();
    for number in [month, day_of_year - (153 * shifted + 2) / 5 + 1] {
        out.push_str(if number < 10 { "-0" } else { "-" });
        out.push_str(&number.to_string());
    }
    out
}

/// Days from 1970 to a day. <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_days_are_written() {
        let check = |text: &str, expected: i64, named: &str| {
            assert_eq!(read(text), Some(expected), "{text}");
            assert_eq!(day(expected), named);
        };
        check("1970-01-01", 0, "1970-01-01");
        check("2025-01-01T00:00:05Z", 1_735_689_605_000, "2025-01-01");
        check("2024-02-29T23:59:59.123456+00:00", 1_709_251_199_123, "2024-02-29");
        check("2026-11-21T00:30:00+09:00", 1_795_188_600_000, "2026-11-20");
        check("1969-12-31T23:00:00-0130", 1_800_000, "1970-01-01");
        assert_eq!(read("2024-01-02 03:04:05,25 +0100"), Some(1_704_161_045_250));
        assert_eq!(read("2024/01/02 03:04"), Some(1_704_164_640_000));
        assert_eq!(read("2024-01-02t03:04:05z"), Some(1_704_164_645_000));
        assert_eq!(read("Tue, 2 Jan 2024 03:04:05 -0130"), Some(1_704_170_045_000));
        assert_eq!(read("Tue Jan 02 2024 03:04:05 GMT+0900 (Korean Standard Time)"), Some(1_704_132_245_000));
        for odd in ["", "tomorrow", "2024-13-01", "1/2/2024, 3:04:05 PM", "-1-2-3", "2024-01-01T00:00:00.x"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_day_is_that_of_the_reader() {
        assert_eq!(day(1_772_753_400_000), "2026-03-05");
        set_zone(|_| 9 * 60);
        assert_eq!(day(1_772_753_400_000), "2026-03-06");
        set_zone(|_| -8 * 60);
        assert_eq!(day(1_772_764_200_000), "2026-03-05");
    }
}
