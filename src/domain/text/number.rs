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
}
