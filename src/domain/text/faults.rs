//! The wording of all that can go wrong: one sentence that says what happened, then what to do about it, and where a
//! setting helps, exactly that setting. Decides nothing; the facts come from [`Fault`].
//!
//! A server's own words are never mixed into ours. They are had by [`words`] and shown as the server's.

mod english;
mod korean;

use std::fmt;
use std::rc::Rc;

use crate::domain::address::Address;
use crate::domain::error::{AddressProblem, Fault, Obstacle, StorageProblem};
use crate::domain::preset::Preset;

/// What is said to a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// What happened.
    pub sentence: String,
    /// What to do about it.
    pub fix: Option<String>,
    /// The exact setting or address that helps, ready to be copied.
    pub command: Option<String>,
}

impl Said {
    fn plain(sentence: impl Into<String>, fix: &str) -> Self {
        Self { sentence: sentence.into(), fix: Some(fix.to_owned()), command: None }
    }

    fn with(self, command: Option<String>) -> Self {
        Self { command, ..self }
    }

    /// Sentence and fix as one text.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.fix {
            Some(fix) => [&self.sentence, " ", fix].concat(),
            None => self.sentence.clone(),
        }
    }
}

/// The wording of what went wrong, and the labels beside it.
pub struct Faults {
    /// What is said of a fault; `origin` is this page's own, for settings that have to name it.
    pub fault: fn(fault: &Fault, origin: &str) -> Said,
    /// What is said when nothing was sent.
    pub obstacle: fn(&Obstacle) -> Said,
    /// What is said of an address that cannot be taken.
    pub address: fn(AddressProblem) -> &'static str,
    /// What is said when something was not stored.
    pub storage: fn(StorageProblem) -> Said,
    /// Names the folded words of the server.
    pub server_words: &'static str,
    /// The button that tries again without a parameter.
    pub retry_without: fn(parameter: &str) -> String,
    /// The link to the form of a connection whose key was refused.
    pub open_connection: &'static str,
    /// The button that opens the list of models.
    pub choose_model: &'static str,
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Faults")
    }
}

/// English.
pub const EN: Faults = Faults {
    fault: english::fault,
    obstacle: english::obstacle,
    address: english::address,
    storage: english::storage,
    server_words: "The server's own words",
    retry_without: |parameter| ["Retry without ", parameter].concat(),
    open_connection: "Open the connection",
    choose_model: "Choose a model",
};

/// Korean.
pub const KO: Faults = Faults {
    fault: korean::fault,
    obstacle: korean::obstacle,
    address: korean::address,
    storage: korean::storage,
    server_words: "서버가 보낸 말",
    retry_without: |parameter| [parameter, " 없이 다시 시도"].concat(),
    open_connection: "연결 열기",
    choose_model: "모델 고르기",
};

/// The server's own words, empty if it said nothing.
#[must_use]
pub fn words(fault: &Fault) -> Rc<str> {
    match fault {
        Fault::KeyRefused { said, .. }
        | Fault::NoCredit { said }
        | Fault::RateLimited { said, .. }
        | Fault::ParameterRefused { said, .. }
        | Fault::TooLong { said, .. }
        | Fault::ModelUnknown { said, .. }
        | Fault::PathUnknown { said, .. }
        | Fault::Refused { said, .. }
        | Fault::ServerTrouble { said, .. }
        | Fault::Reported { said }
        | Fault::NotUnderstood { said } => Rc::clone(said),
        Fault::Offline
        | Fault::Unreachable { .. }
        | Fault::WebPage { .. }
        | Fault::Redirected { .. }
        | Fault::TooLarge
        | Fault::Unknown => Rc::default(),
    }
}

/// The setting by which a kind of server lets a page read its answers.
///
/// Ollama's and LiteLLM's are environment variables, vLLM's takes a JSON list. llama.cpp reflects any origin unless
/// its tools are on (<https://github.com/ggml-org/llama.cpp/pull/25655>). The server of llama-cpp-python and the
/// hosted ones allow every page and have none; a server of no known kind needs the header itself.
fn cors_setting(preset: Preset, origin: &str) -> Option<String> {
    match preset {
        Preset::Ollama => Some(["OLLAMA_ORIGINS=", origin].concat()),
        Preset::LmStudio => Some("lms server start --cors".to_owned()),
        Preset::LlamaCpp => Some(["--cors-origins ", origin].concat()),
        Preset::Vllm => Some(["--allowed-origins '[\"", origin, "\"]'"].concat()),
        Preset::LiteLlm => Some(["LITELLM_CORS_ORIGINS=", origin].concat()),
        Preset::Custom => Some(["Access-Control-Allow-Origin: ", origin].concat()),
        Preset::LlamaCppPython
        | Preset::Demo
        | Preset::OpenAi
        | Preset::OpenRouter
        | Preset::Groq
        | Preset::Mistral
        | Preset::DeepSeek
        | Preset::Together
        | Preset::XAi
        | Preset::Google
        | Preset::Anthropic => None,
    }
}

/// A better base address to propose where nothing answered. None where `/v1` was asked already.
///
/// Local servers have it at their root, whatever else they offer beside it (Ollama's `/api`); hosted ones often
/// below a path (`/api/v1`, `/openai/v1`).
fn proposal(asked: &str) -> Option<String> {
    let address = Address::parse(asked).ok()?;
    let text = address.text();
    let base = text.split('?').next().unwrap_or_default();
    if base.ends_with("/v1") {
        return None;
    }
    Some([if address.is_local() { address.origin() } else { base }, "/v1"].concat())
}

/// `36,017 of 2,048`, as far as known.
fn window(used: Option<u32>, limit: Option<u32>, of: fn(used: &str, limit: &str) -> String) -> Option<String> {
    use crate::domain::text::number::grouped;
    Some(of(&grouped(used?), &grouped(limit?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::error::Cause;

    const ORIGIN: &str = "https://page.example";
    const BOTH: [(&str, &Faults); 2] = [("en", &EN), ("ko", &KO)];

    fn causes() -> Vec<Cause> {
        let mut causes: Vec<Cause> = Preset::CHOICES.into_iter().map(Cause::Cors).collect();
        causes.extend([
            Cause::Cors(Preset::Demo),
            Cause::Down,
            Cause::LocalNetworkDenied,
            Cause::LocalNetworkUndecided,
            Cause::InsecureServer,
            Cause::Policy,
        ]);
        causes
    }

    /// Every variant, with and without what it may lack.
    fn faults() -> Vec<Fault> {
        let said = || Rc::from("QUOTED");
        let mut all: Vec<Fault> =
            causes().into_iter().map(|cause| Fault::Unreachable { host: "host.example".into(), cause }).collect();
        for had_key in [true, false] {
            all.push(Fault::KeyRefused { host: "host.example".into(), status: 401, had_key, said: said() });
        }
        for wait in [None, Some(0), Some(6_200)] {
            all.push(Fault::RateLimited { wait, said: said() });
        }
        for (used, limit) in [(None, None), (Some(36_017), None), (None, Some(2_048)), (Some(36_017), Some(2_048))] {
            all.push(Fault::TooLong { used, limit, said: said() });
        }
        for model in ["", "m-1"] {
            all.push(Fault::ModelUnknown { model: model.into(), said: said() });
        }
        for address in ["https://x.example/v1/chat/completions", "https://x.example/api/chat/completions", ""] {
            all.push(Fault::PathUnknown { address: address.into(), said: said() });
        }
        for status in [500, 502, 503, 504, 520, 529] {
            all.push(Fault::ServerTrouble { status, said: said() });
        }
        for said in [Rc::default(), said()] {
            all.push(Fault::Refused { status: 418, said });
        }
        all.extend([
            Fault::Offline,
            Fault::NoCredit { said: said() },
            Fault::ParameterRefused { parameter: "top_p".into(), said: said() },
            Fault::WebPage { status: 200, address: "https://x.example/v1/models".into() },
            Fault::WebPage { status: 200, address: "https://x.example/models".into() },
            Fault::Reported { said: said() },
            Fault::NotUnderstood { said: said() },
            Fault::Redirected { host: "host.example".into() },
            Fault::TooLarge,
            Fault::Unknown,
        ]);
        all
    }

    fn presentable(language: &str, what: &dyn fmt::Debug, text: &str) {
        assert!(!text.trim().is_empty(), "{language} {what:?} says nothing");
        assert!(!text.contains(['{', '}', '!']), "{language} {what:?}: {text}");
        assert!(!text.contains("QUOTED"), "{language} {what:?} mixes in the server's words: {text}");
        assert!(!text.contains("  ") && text.trim() == text, "{language} {what:?} has stray spaces: {text:?}");
        assert_eq!(text.contains(|c| ('가'..='힣').contains(&c)), language == "ko", "{what:?}: {text}");
        assert!(text.ends_with(['.', ':', '”', '?']), "{language} {what:?} does not end as a sentence: {text}");
    }

    #[test]
    fn everything_that_can_go_wrong_is_said_in_both_languages_with_what_to_do() {
        for (language, texts) in BOTH {
            for fault in faults() {
                let said = (texts.fault)(&fault, ORIGIN);
                presentable(language, &fault, &said.sentence);
                presentable(language, &fault, said.fix.as_deref().unwrap_or_default());
                assert!(said.command.is_none_or(|command| !command.is_empty()));
            }
            let obstacles = [
                Obstacle::HoldsKey,
                Obstacle::NoConnection,
                Obstacle::NoModel,
                Obstacle::KeyMissing,
                Obstacle::Locked,
                Obstacle::KeyUnreadable,
                Obstacle::Framed,
                Obstacle::ExtraBody,
                Obstacle::Elsewhere,
                Obstacle::Busy,
            ];
            for obstacle in obstacles {
                presentable(language, &obstacle, &(texts.obstacle)(&obstacle).text());
            }
            for problem in [StorageProblem::Full, StorageProblem::Refused, StorageProblem::Newer] {
                presentable(language, &problem, &(texts.storage)(problem).text());
            }
            for problem in [
                AddressProblem::Empty,
                AddressProblem::Scheme,
                AddressProblem::Malformed,
                AddressProblem::Host,
                AddressProblem::Credentials,
            ] {
                presentable(language, &problem, (texts.address)(problem));
            }
        }
    }

    #[test]
    fn a_server_that_forbids_reading_is_answered_with_its_exact_setting() {
        let check = |preset: Preset, expected: Option<&str>| {
            let fault = Fault::Unreachable { host: "localhost:1".into(), cause: Cause::Cors(preset) };
            for (language, texts) in BOTH {
                let said = (texts.fault)(&fault, ORIGIN);
                assert_eq!(said.command.as_deref(), expected, "{language} {preset:?}");
            }
        };
        check(Preset::Ollama, Some("OLLAMA_ORIGINS=https://page.example"));
        check(Preset::LmStudio, Some("lms server start --cors"));
        check(Preset::LlamaCpp, Some("--cors-origins https://page.example"));
        check(Preset::Vllm, Some(r#"--allowed-origins '["https://page.example"]'"#));
        check(Preset::LiteLlm, Some("LITELLM_CORS_ORIGINS=https://page.example"));
        check(Preset::LlamaCppPython, None);
        check(Preset::OpenAi, None);
        check(Preset::Custom, Some("Access-Control-Allow-Origin: https://page.example"));
    }

    #[test]
    fn the_facts_stand_in_the_sentence() {
        let check = |fault: Fault, expected: &str| {
            for (language, texts) in BOTH {
                let said = (texts.fault)(&fault, ORIGIN);
                let all = [said.text(), said.command.unwrap_or_default()].concat();
                assert!(all.contains(expected), "{language}: {all}");
            }
        };
        let said = Rc::<str>::default;
        for fact in ["36,017", "2,048"] {
            check(Fault::TooLong { used: Some(36_017), limit: Some(2_048), said: said() }, fact);
        }
        check(Fault::TooLong { used: None, limit: Some(2_048), said: said() }, "2,048");
        check(Fault::TooLong { used: Some(36_017), limit: None, said: said() }, "36,017");
        check(Fault::RateLimited { wait: Some(6_200), said: said() }, "7");
        check(Fault::KeyRefused { host: "h.example".into(), status: 401, had_key: true, said: said() }, "h.example");
        check(Fault::ModelUnknown { model: "m-1".into(), said: said() }, "m-1");
        check(Fault::ParameterRefused { parameter: "top_p".into(), said: said() }, "top_p");
        let path = |address: &str| Fault::PathUnknown { address: address.into(), said: said() };
        check(path("https://x.example/api/chat/completions"), "https://x.example/api/v1");
        check(path("https://x.example/v1/chat/completions"), "https://x.example/v1/chat/completions");
    }

    #[test]
    fn an_address_that_was_asked_already_is_not_proposed() {
        let check = |asked: &str, expected: Option<&str>| assert_eq!(proposal(asked).as_deref(), expected, "{asked}");
        check("https://x.example/v1/chat/completions", None);
        check("https://x.example/openai/v1/models?key=1", None);
        check("https://x.example/openai/chat/completions", Some("https://x.example/openai/v1"));
        check("http://localhost:11434/api/chat", Some("http://localhost:11434/v1"));
        check("", None);
    }
}
