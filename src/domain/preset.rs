//! The kinds of server Sotto knows by name: their address and their quirks. One row each.

/// A kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
#[allow(missing_docs)]
pub enum Preset {
    Demo,
    OpenAi,
    OpenRouter,
    Groq,
    Mistral,
    DeepSeek,
    Together,
    XAi,
    Google,
    Anthropic,
    Ollama,
    LmStudio,
    LlamaCpp,
    LlamaCppPython,
    Vllm,
    LiteLlm,
    #[default]
    Custom,
}

/// What is known of a kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its name as it writes itself.
    pub name: &'static str,
    /// Its usual base address; empty where there is none.
    pub address: &'static str,
    /// Whether it asks for a key.
    pub needs_key: bool,
    /// Whether it runs on the person's own machine or network.
    pub local: bool,
    /// A header it needs from browsers, besides those always sent.
    pub header: Option<(&'static str, &'static str)>,
    /// Whether an assistant message at the end of a request is continued as it stands.
    pub prefills: bool,
    /// Where a key is made; empty where there is none.
    pub keys_page: &'static str,
}

impl Preset {
    /// All that a person can choose, in the order shown. The demo is built in and not among them.
    pub const CHOICES: [Self; 16] = [
        Self::OpenAi,
        Self::OpenRouter,
        Self::Groq,
        Self::Mistral,
        Self::DeepSeek,
        Self::Together,
        Self::XAi,
        Self::Google,
        Self::Anthropic,
        Self::Ollama,
        Self::LmStudio,
        Self::LlamaCpp,
        Self::LlamaCppPython,
        Self::Vllm,
        Self::LiteLlm,
        Self::Custom,
    ];

    /// The word it is stored by.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::OpenAi => "open-ai",
            Self::OpenRouter => "open-router",
            Self::Groq => "groq",
            Self::Mistral => "mistral",
            Self::DeepSeek => "deep-seek",
            Self::Together => "together",
            Self::XAi => "x-ai",
            Self::Google => "google",
            Self::Anthropic => "anthropic",
            Self::Ollama => "ollama",
            Self::LmStudio => "lm-studio",
            Self::LlamaCpp => "llama-cpp",
            Self::LlamaCppPython => "llama-cpp-python",
            Self::Vllm => "vllm",
            Self::LiteLlm => "lite-llm",
            Self::Custom => "custom",
        }
    }

    /// The kind that a person can choose by this word, if there is one.
    #[must_use]
    pub fn chosen(word: &str) -> Option<Self> {
        Self::CHOICES.into_iter().find(|preset| preset.word() == word)
    }

    /// The kind of a stored word; one of a later version is any server.
    #[must_use]
    pub fn of(word: &str) -> Self {
        if word == Self::Demo.word() { Self::Demo } else { Self::chosen(word).unwrap_or_default() }
    }

    /// The endpoint that says whether a key is good, where the list of models can be read without one.
    #[must_use]
    pub fn key_path(self) -> Option<&'static str> {
        (self == Self::OpenRouter).then_some("key")
    }

    /// Its row.
    #[must_use]
    pub fn facts(self) -> Facts {
        let hosted = |name, address, keys_page| Facts {
            name,
            address,
            needs_key: true,
            local: false,
            header: None,
            prefills: false,
            keys_page,
        };
        let local = |name, address| Facts {
            name,
            address,
            needs_key: false,
            local: true,
            header: None,
            prefills: false,
            keys_page: "",
        };
        match self {
            Self::Demo => local("Demo", ""),
            Self::OpenAi => hosted("OpenAI", "https://api.openai.com/v1", "https://platform.openai.com/api-keys"),
            Self::OpenRouter => Facts {
                prefills: true,
                ..hosted("OpenRouter", "https://openrouter.ai/api/v1", "https://openrouter.ai/keys")
            },
            Self::Groq => Facts {
                prefills: true,
                ..hosted("Groq", "https://api.groq.com/openai/v1", "https://console.groq.com/keys")
            },
            // Mistral and DeepSeek prefill only with a field (`prefix`) of their own, so they are asked in words.
            Self::Mistral => hosted("Mistral", "https://api.mistral.ai/v1", "https://console.mistral.ai/api-keys"),
            Self::DeepSeek => {
                hosted("DeepSeek", "https://api.deepseek.com/v1", "https://platform.deepseek.com/api_keys")
            }
            Self::Together => {
                hosted("Together", "https://api.together.xyz/v1", "https://api.together.ai/settings/api-keys")
            }
            Self::XAi => hosted("xAI", "https://api.x.ai/v1", "https://console.x.ai"),
            Self::Google => hosted(
                "Google",
                "https://generativelanguage.googleapis.com/v1beta/openai",
                "https://aistudio.google.com/apikey",
            ),
            Self::Anthropic => Facts {
                header: Some(("anthropic-dangerous-direct-browser-access", "true")),
                ..hosted("Anthropic", "https://api.anthropic.com/v1", "https://console.anthropic.com/settings/keys")
            },
            Self::Ollama => Facts { prefills: true, ..local("Ollama", "http://localhost:11434/v1") },
            Self::LmStudio => local("LM Studio", "http://localhost:1234/v1"),
            Self::LlamaCpp => Facts { prefills: true, ..local("llama.cpp", "http://localhost:8080/v1") },
            Self::LlamaCppPython => local("llama-cpp-python", "http://localhost:8000/v1"),
            Self::Vllm => local("vLLM", "http://localhost:8000/v1"),
            Self::LiteLlm => local("LiteLLM", "http://localhost:4000/v1"),
            Self::Custom => Facts { local: false, ..local("", "") },
        }
    }
}
