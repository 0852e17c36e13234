//! Which of a server's models one can chat with, and which a newcomer begins with.

use std::rc::Rc;

use crate::domain::preset::Preset;

/// A model as its server lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedModel {
    /// Its id.
    pub id: Rc<str>,
    /// When it was made, in seconds since 1970. 0: not said.
    pub created: u64,
    /// Whether the server says that one can chat with it. None: not said.
    pub chats: Option<bool>,
}

/// Words in the ids of models for something else than chatting. A word is what stands between signs: `tts-1` has `tts`.
const OTHER_WORDS: [&str; 31] = [
    "whisper",
    "tts",
    "dall",
    "image",
    "images",
    "imagen",
    "realtime",
    "transcribe",
    "transcription",
    "sora",
    "audio",
    "rerank",
    "reranker",
    "moderation",
    "guard",
    "flux",
    "sdxl",
    "veo",
    "lyria",
    "ocr",
    "clip",
    "bge",
    "gte",
    "e5",
    "speech",
    "playai",
    "orpheus",
    "kokoro",
    "video",
    "imagine",
    "aqa",
];

/// Beginnings of such words.
const OTHER_BEGINNINGS: [&str; 6] = ["embed", "rerank", "moderat", "transcri", "diffusion", "minilm"];

/// Ids of OpenAI that its chat endpoint does not answer for.
const NOT_CHAT_COMPLETIONS: [&str; 9] =
    ["davinci-", "babbage-", "-instruct", "-deep-research", "computer-use", "o1-pro", "o3-pro", "-pro-20", "codex"];

/// What newcomers begin with, by service; the first that is there. A full id, or the beginning of one.
fn preferences(preset: Preset) -> &'static [&'static str] {
    match preset {
        Preset::OpenAi => &["gpt-5-mini", "gpt-4.1-mini", "gpt-4o-mini", "gpt-5", "gpt-4.1", "gpt-4o", "gpt-"],
        Preset::OpenRouter => &[
            "meta-llama/llama-3.3-70b-instruct:free",
            "openai/gpt-oss-120b:free",
            "openai/gpt-oss-20b:free",
            "openai/gpt-4o-mini",
            "openrouter/auto",
        ],
        Preset::Groq => &["llama-3.3-70b-versatile", "openai/gpt-oss-120b", "llama-3.1-8b-instant", "llama"],
        Preset::Mistral => &["mistral-small-latest", "mistral-medium-latest", "mistral-small", "mistral-large-latest"],
        Preset::DeepSeek => &["deepseek-chat"],
        Preset::Together => &["meta-llama/Llama-3.3-70B-Instruct-Turbo", "openai/gpt-oss-120b", "openai/gpt-oss-20b"],
        Preset::XAi => &["grok-4-fast-non-reasoning", "grok-4-fast", "grok-3-mini", "grok-4", "grok-"],
        Preset::Google => &["gemini-2.5-flash", "gemini-flash-latest", "gemini-2.0-flash", "gemini-"],
        Preset::Anthropic => &["claude-sonnet-4-5", "claude-sonnet", "claude-haiku", "claude-3-7-sonnet", "claude-"],
        _ => &[],
    }
}

/// Whether one can chat with a model, as far as its id tells.
#[must_use]
pub fn can_chat(preset: Preset, id: &str) -> bool {
    let id = id.to_ascii_lowercase();
    let mut words = id.split(|c: char| !c.is_ascii_alphanumeric());
    let other = words.any(|word| {
        OTHER_WORDS.contains(&word) || OTHER_BEGINNINGS.iter().any(|beginning| word.starts_with(beginning))
    });
    let elsewhere = preset == Preset::OpenAi && NOT_CHAT_COMPLETIONS.iter().any(|part| id.contains(part));
    !other && !elsewhere
}

/// Whether one can chat with a listed model: as its server says, else as its id tells.
#[must_use]
pub fn chats(preset: Preset, model: &ListedModel) -> bool {
    model.chats.unwrap_or(true) && can_chat(preset, &model.id)
}

/// The model a newcomer begins with: the service's preferred one, else the newest, else the first.
#[must_use]
pub fn first_choice(preset: Preset, models: &[ListedModel]) -> Option<Rc<str>> {
    let talking = || models.iter().filter(|model| chats(preset, model));
    let name = |model: &ListedModel| model.id.strip_prefix("models/").unwrap_or(&model.id).to_owned();
    // Of equals the shortest id: a preview or a dated copy has a longer one. Then the first listed.
    let preferred = preferences(preset).iter().find_map(|wanted| {
        let exact = talking().find(|model| name(model) == *wanted);
        exact.or_else(|| best(talking().filter(|model| name(model).starts_with(wanted))))
    });
    let newest = || talking().min_by_key(|model| std::cmp::Reverse(model.created));
    preferred.or_else(newest).or_else(|| models.first()).map(|model| Rc::clone(&model.id))
}

/// The newest. Of equals the one with the shortest id: a preview or a dated copy has a longer one. Then the first listed.
fn best<'a>(found: impl Iterator<Item = &'a ListedModel>) -> Option<&'a ListedModel> {
    found.min_by_key(|model| (std::cmp::Reverse(model.created), model.id.len()))
}

#[cfg(test)]
mod tests {
    use super::{ListedModel, can_chat, first_choice};
    use crate::domain::preset::Preset;

    fn listed(ids: &[&str]) -> Vec<ListedModel> {
        ids.iter().map(|id| ListedModel { id: (*id).into(), created: 0, chats: None }).collect()
    }

    #[test]
    fn models_that_cannot_chat_are_known_by_their_ids() {
        let check = |preset: Preset, ids: &[&str], expected: bool| {
            for id in ids {
                assert_eq!(can_chat(preset, id), expected, "{id}");
            }
        };
        check(
            Preset::OpenAi,
            &[
                "whisper-1",
                "tts-1-hd",
                "gpt-4o-mini-tts",
                "dall-e-3",
                "gpt-image-1",
                "text-embedding-3-small",
                "text-embedding-ada-002",
                "omni-moderation-latest",
                "gpt-4o-realtime-preview",
                "gpt-4o-transcribe",
                "gpt-4o-audio-preview",
                "sora-2",
                "davinci-002",
                "gpt-3.5-turbo-instruct",
                "o3-deep-research",
                "o1-pro",
                "computer-use-preview",
            ],
            false,
        );
        check(
            Preset::OpenAi,
            &["gpt-4o", "gpt-5-mini", "gpt-4o-search-preview", "o3", "o4-mini", "chatgpt-4o-latest"],
            true,
        );
        check(
            Preset::Custom,
            &[
                "nomic-embed-text:latest",
                "BAAI/bge-m3",
                "rerank-v3.5",
                "jina-reranker-v2",
                "meta-llama/llama-guard-4-12b",
                "models/imagen-4.0-generate-001",
                "models/gemini-2.5-flash-image",
                "models/gemini-2.5-flash-preview-tts",
                "models/veo-3.0-generate-001",
                "models/embedding-001",
                "mistral-ocr-latest",
                "voxtral-mini-transcribe-2507",
                "black-forest-labs/FLUX.1-schnell",
                "stabilityai/stable-diffusion-xl",
                "canopylabs/orpheus-v1-english",
                "all-minilm:latest",
            ],
            false,
        );
        check(
            Preset::Custom,
            &[
                "meta-llama/Llama-3.1-8B-Instruct",
                "llama-3.2-11b-vision-preview",
                "qwen2.5-vl:7b",
                "deepseek-reasoner",
                "pixtral-large-latest",
                "gemma-3-12b",
                "command-r-plus",
                "openai/gpt-5-codex",
                "models/gemini-2.5-flash",
                "/srv/models/Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf",
                "echo",
            ],
            true,
        );
    }

    #[test]
    fn a_newcomer_begins_with_a_sensible_model() {
        let check = |preset: Preset, ids: &[&str], expected: &str| {
            assert_eq!(first_choice(preset, &listed(ids)).as_deref(), Some(expected), "{preset:?}");
        };
        check(
            Preset::OpenAi,
            &[
                "whisper-1",
                "tts-1",
                "dall-e-3",
                "text-embedding-3-large",
                "gpt-3.5-turbo",
                "gpt-4o",
                "gpt-4o-mini",
                "o3",
            ],
            "gpt-4o-mini",
        );
        check(Preset::OpenAi, &["gpt-9-preview-2027-01-01", "gpt-9", "whisper-9"], "gpt-9");
        check(
            Preset::OpenRouter,
            &["a/b", "meta-llama/llama-3.3-70b-instruct:free", "openai/gpt-4o-mini"],
            "meta-llama/llama-3.3-70b-instruct:free",
        );
        check(
            Preset::Groq,
            &["whisper-large-v3", "gemma2-9b-it", "llama-3.3-70b-versatile"],
            "llama-3.3-70b-versatile",
        );
        check(
            Preset::Google,
            &[
                "models/embedding-001",
                "models/gemini-2.5-flash-image",
                "models/gemini-2.5-pro",
                "models/gemini-2.5-flash",
            ],
            "models/gemini-2.5-flash",
        );
        check(
            Preset::Anthropic,
            &["claude-opus-4-1-20250805", "claude-sonnet-4-20250514", "claude-3-5-haiku-20241022"],
            "claude-sonnet-4-20250514",
        );
        check(Preset::DeepSeek, &["deepseek-reasoner", "deepseek-chat"], "deepseek-chat");
        check(Preset::XAi, &["grok-2-image-1212", "grok-4-0709", "grok-3-mini"], "grok-3-mini");
        check(
            Preset::LmStudio,
            &["text-embedding-nomic-embed-text-v1.5", "qwen2.5-7b-instruct"],
            "qwen2.5-7b-instruct",
        );
        check(Preset::Custom, &["whisper-1"], "whisper-1");
        assert_eq!(first_choice(Preset::OpenAi, &[]), None);
    }

    #[test]
    fn without_a_preference_the_newest_model_that_chats_is_chosen() {
        let model = |id: &str, created, chats| ListedModel { id: id.into(), created, chats };
        let models = [
            model("old", 10, None),
            model("new", 30, None),
            model("newer-embed", 40, None),
            model("newest-but-silent", 50, Some(false)),
            model("also-new", 30, None),
        ];
        assert_eq!(first_choice(Preset::Ollama, &models).as_deref(), Some("new"));
    }
}
