//! Texts without the difference between capital and small letters, for comparing them. Not for showing.

use unicase::UniCase;

/// A text with its case folded, in any script.
///
/// The markdown parser brings this very table along; the standard library's two would be 25 KB more to load.
#[must_use]
pub fn folded(text: &str) -> String {
    UniCase::new(text).to_folded_case()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn texts_that_differ_in_case_alone_fold_to_the_same() {
        for (one, other) in [("Straße", "STRASSE"), ("ÉTÉ", "été"), ("ΣΟΦΟΣ", "σοφος"), ("Москва", "МОСКВА")]
        {
            assert_eq!(folded(one), folded(other));
        }
        assert_ne!(folded("가"), folded("나"));
    }
}
