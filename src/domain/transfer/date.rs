//! Dates as files and file names have them, by plain counting: 1970 was long ago, and no table of time zones is needed.

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The moment that a text of ISO 8601 names, in milliseconds since 1970. Without a zone it is taken as UTC.
#[must_use]
pub fn read(text: &str) -> Option<i64> {
    let (day, rest) = text.trim().split_once(['T', ' ']).unwrap_or((text.trim(), ""));
    let mut parts = day.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(0..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let zone = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at_checked(zone)?;
    let offset = match zone.strip_prefix('+') {
        Some(ahead) => minutes(ahead)?,
        None => -minutes(zone.trim_start_matches(['Z', '-']))?,
    };
    let (clock, part) = clock.split_once('.').unwrap_or((clock, ""));
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().unwrap_or_default());
    let mut next = || parts.next().unwrap_or_default().clamp(0, 60);
    let seconds = (next() * 60 + next()) * 60 + next();
    let thousandths: String = part.chars().chain("000".chars()).take(3).collect();
    Some(days(year, month, day) * DAY + seconds * 1_000 + thousandths.parse::<i64>().ok()? - offset * 60_000)
}

fn minutes(zone: &str) -> Option<i64> {
    let digits: String = zone.chars().filter(char::is_ascii_digit).take(4).collect();
    if digits.is_empty() {
        return Some(0);
    }
    let number: i64 = digits.parse().ok()?;
    Some(if digits.len() > 2 { number / 100 * 60 + number % 100 } else { number * 60 })
}

/// The day of a moment in UTC: `2026-11-21`.
#[must_use]
pub fn day(moment: i64) -> String {
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
        for odd in ["", "tomorrow", "2024-13-01", "1/2/2024, 3:04:05 PM", "-1-2-3", "2024-01-01T00:00:00.x"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
