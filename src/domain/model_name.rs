//! How a model is named where there is little room.

/// The last part of a model's id: servers that run a file name the model by its path, others put the maker first. The id
/// itself is what is sent and what a title or an accessible name tells.
#[must_use]
pub fn short_model_name(id: &str) -> &str {
    let separators = ['/', '\\'];
    let whole = id.trim_end_matches(separators);
    match whole.rsplit(separators).next() {
        Some(last) if !last.trim().is_empty() => last,
        _ => id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_shown_by_the_last_part_of_its_id() {
        let check = |id: &str, expected: &str| assert_eq!(short_model_name(id), expected, "{id:?}");
        check("gpt-4o-mini", "gpt-4o-mini");
        check("/srv/ada/models/Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", "Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf");
        check("C:\\Users\\Ada\\models\\qwen 2.5.gguf", "qwen 2.5.gguf");
        check("meta-llama/llama-3.1-8b-instruct:free", "llama-3.1-8b-instruct:free");
        check("hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M", "Llama-3.2-3B-Instruct-GGUF:Q4_K_M");
        check("accounts/fireworks/models/qwen3/", "qwen3");
        check("모델/한국어-모델", "한국어-모델");
        check("/", "/");
        check("//", "//");
        check(" / ", " / ");
        check("", "");
    }
}
