//! Numbers as a person reads them: whole, in groups of three. Both languages write them alike.

/// A number with commas: `36,017`.
#[must_use]
pub fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The same for the length of a list.
#[must_use]
pub fn grouped_size(size: usize) -> String {
    grouped(u32::try_from(size).unwrap_or(u32::MAX))
}

/// Tenths as a decimal: 12 is `1.2`, 120 is `12`.
#[must_use]
pub fn tenths(number: u32) -> String {
    decimal(number, 10, 1)
}

/// Milliseconds as seconds: two decimals under a second, one under ten, then none.
#[must_use]
pub fn seconds(milliseconds: u32) -> String {
    match milliseconds {
        0..1_000 => decimal(milliseconds / 10, 100, 2),
        1_000..10_000 => decimal(milliseconds / 100, 10, 1),
        _ => grouped(milliseconds / 1_000),
    }
}

fn decimal(number: u32, unit: u32, places: usize) -> String {
    let mut out = grouped(number / unit);
    let rest = (number % unit).to_string();
    let rest = ["0".repeat(places - rest.len()), rest].concat();
    let rest = rest.trim_end_matches('0');
    if !rest.is_empty() {
        out.push('.');
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let check = |number: u32, expected: &str| assert_eq!(grouped(number), expected);
        for (number, expected) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (36_017, "36,017"), (u32::MAX, "4,294,967,295")]
        {
            check(number, expected);
        }
    }

    #[test]
    fn decimals_end_where_they_say_nothing() {
        let check = |written: String, expected: &str| assert_eq!(written, expected);
        for (number, expected) in [(12, "1.2"), (710, "71"), (3, "0.3"), (0, "0")] {
            check(tenths(number), expected);
        }
        for (number, expected) in
            [(380, "0.38"), (54, "0.05"), (4, "0"), (4_120, "4.1"), (9_999, "9.9"), (61_500, "61")]
        {
            check(seconds(number), expected);
        }
    }
}
