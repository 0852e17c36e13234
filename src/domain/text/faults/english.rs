//! What went wrong, in English.

use crate::domain::error::{AddressProblem, Cause, Fault, Obstacle, StorageProblem};
use crate::domain::preset::Preset;
use crate::domain::text::faults::{Said, cors_setting, proposal, window};
use crate::domain::text::number::grouped;

pub(super) fn fault(fault: &Fault, origin: &str) -> Said {
    match fault {
        Fault::Offline => offline(),
        Fault::Unreachable { host, cause } => unreachable(host, *cause, origin),
        _ => answered(fault),
    }
}

fn offline() -> Said {
    Said::plain("You are offline.", "Try again once the network is back. Nothing is lost.")
}

/// What a server said.
fn answered(fault: &Fault) -> Said {
    match fault {
        Fault::Offline | Fault::Unreachable { .. } => offline(),
        Fault::KeyRefused { host, status, had_key: true, .. } => Said::plain(
            [host, " refused the key (", &status.to_string(), ")."].concat(),
            "Type the key again, make a new one, or check what it may be used for.",
        ),
        Fault::KeyRefused { host, status, had_key: false, .. } => Said::plain(
            [host, " asks for a key (", &status.to_string(), ")."].concat(),
            "Type the key for it in the connection.",
        ),
        Fault::NoCredit { .. } => Said::plain(
            "The account has no credit left.",
            "Add credit or raise its limit with the provider, then try again.",
        ),
        Fault::RateLimited { wait: Some(wait), .. } => Said::plain(
            "Too many requests for now.",
            &["Try again in ", &grouped(wait.div_ceil(1000).max(1)), " s."].concat(),
        ),
        Fault::RateLimited { wait: None, .. } => {
            Said::plain("Too many requests for now.", "Wait a little, then try again.")
        }
        Fault::ParameterRefused { parameter, .. } => Said::plain(
            ["The model refused the parameter “", parameter, "”."].concat(),
            "Retry without it. It is then no longer sent to this model.",
        ),
        Fault::TooLong { used, limit, .. } => too_long(*used, *limit),
        Fault::ModelUnknown { model, .. } => {
            let sentence = if model.is_empty() {
                "The server does not know the model.".to_owned()
            } else {
                ["The server does not know the model “", model, "”."].concat()
            };
            Said::plain(sentence, "Choose another model, or check how its name is written.")
        }
        Fault::PathUnknown { address, .. } => {
            let sentence = if address.is_empty() {
                "Nothing answers chat requests there.".to_owned()
            } else {
                ["Nothing answers chat requests at ", address, "."].concat()
            };
            let proposed = proposal(address);
            let fix = match proposed {
                Some(_) => "Most servers want an address that ends in /v1. Try this one:",
                None => "Check the address of the connection.",
            };
            Said::plain(sentence, fix).with(proposed)
        }
        Fault::Refused { status, said } => Said::plain(
            ["The server refused the request (", &status.to_string(), ")."].concat(),
            if said.is_empty() { "Check the model and what is set for it." } else { "Its own words may say why." },
        ),
        Fault::ServerTrouble { status, .. } => {
            let fix = match status {
                503 | 529 => "It may be busy, or still load the model. Try again in a moment.",
                502 | 504 | 520..=526 => "A proxy before it got no answer from it. Try again in a moment.",
                _ => "Try again. If it stays so, the server's own log says more.",
            };
            Said::plain(["The server failed (", &status.to_string(), ")."].concat(), fix)
        }
        Fault::WebPage { address, .. } => {
            let proposed = proposal(address);
            let fix = match proposed {
                Some(_) => "The address should lead to the API, and often ends in /v1. Try this one:",
                None => "Check the address of the connection. It should lead to the API.",
            };
            let sentence = ["A web page came back in place of an answer, from ", address, "."].concat();
            Said::plain(sentence, fix).with(proposed)
        }
        Fault::Reported { .. } => {
            Said::plain("The server reported an error while it answered.", "Its own words may say why. Try again.")
        }
        Fault::NotUnderstood { .. } => Said::plain(
            "What came back could not be understood.",
            "Check that the address leads to an OpenAI-compatible API.",
        ),
        Fault::Redirected { host } => Said::plain(
            [host, " sends the request elsewhere."].concat(),
            "Nothing was followed, so the key stays safe. Enter the address it leads to.",
        ),
        Fault::TooLarge => Said::plain("One piece of the answer was larger than 16 MiB.", "Ask for less at once."),
        Fault::Unknown => {
            Said::plain("Something failed that this version of Sotto does not know.", "Load the page again.")
        }
    }
}

fn unreachable(host: &str, cause: Cause, origin: &str) -> Said {
    match cause {
        Cause::Down => Said::plain(
            [host, " does not answer."].concat(),
            "Start the server or check the address. A content blocker can stop the request too.",
        ),
        Cause::Cors(preset) => cors(host, preset, origin),
        Cause::LocalNetworkDenied => Said::plain(
            ["The browser does not let this page reach ", host, " on your device or network."].concat(),
            "Open the site settings beside the address bar, allow “Local network access” (or “Apps on device”), then try again.",
        ),
        Cause::LocalNetworkUndecided => Said::plain(
            ["The browser has yet to allow this page to reach ", host, " on your device or network."].concat(),
            "Try again and choose “Allow” when the browser asks.",
        ),
        Cause::InsecureServer => Said::plain(
            ["This page came by https, so the browser does not let it call ", host, " by plain http."].concat(),
            "Give the server an https address, or open Sotto by http from your own machine. For localhost use Chrome or Firefox; Safari blocks it.",
        ),
        Cause::Policy => Said::plain(
            ["The security policy of this page stopped the request to ", host, "."].concat(),
            "Load the page again. If it stays so, the site that hosts Sotto has a stricter policy of its own.",
        ),
    }
}

#[inline(never)]
fn cors(host: &str, preset: Preset, origin: &str) -> Said {
    Said::plain(
            [host, " answers, but does not let this page read the answer (CORS)."].concat(),
            match preset {
                Preset::Ollama => "Set this environment variable for Ollama, then restart Ollama:",
                Preset::LmStudio => {
                    "Turn on “Enable CORS” in the server settings of LM Studio's Developer tab, or start its server with:"
                }
                Preset::LlamaCpp => {
                    "llama-server lets every page read unless its tools are on or a proxy stands before it. Start it with:"
                }
                Preset::Vllm => "Start vLLM with this option:",
                Preset::LlamaCppPython => {
                    "Its server lets every page read except when it fails inside. Look at the server's own log, and at any proxy before it."
                }
                Preset::LiteLlm => {
                    "LiteLLM answers so when the key is missing: type the key first. If that is not it, set this environment variable and restart LiteLLM:"
                }
                Preset::Custom => {
                    "Let the server send this header, and allow the headers authorization and content-type:"
                }
                Preset::Demo
                | Preset::OpenAi
                | Preset::OpenRouter
                | Preset::Groq
                | Preset::Mistral
                | Preset::DeepSeek
                | Preset::Together
                | Preset::XAi
                | Preset::Google
                | Preset::Anthropic => {
                    "This service usually lets pages read. Check the address and the key, and whether a content blocker or a proxy interferes."
                }
            },
        )
        .with(cors_setting(preset, origin))
}

fn too_long(used: Option<u32>, limit: Option<u32>) -> Said {
    let fix = "Ask each question alone, delete messages, begin a new chat, or choose a model that takes more.";
    let tokens = window(used, limit, |used, limit| [used, " of ", limit, " tokens"].concat())
        .or_else(|| limit.map(|limit| ["it takes ", &grouped(limit), " tokens"].concat()))
        .or_else(|| used.map(|used| [&grouped(used), " tokens"].concat()));
    let sentence = match tokens {
        Some(tokens) => ["The conversation is too long for this model: ", &tokens, "."].concat(),
        None => "The conversation is too long for this model.".to_owned(),
    };
    Said::plain(sentence, fix)
}

pub(super) fn obstacle(obstacle: &Obstacle) -> Said {
    match obstacle {
        Obstacle::NoConnection => Said::plain("The connection of this chat was deleted.", "Choose another one."),
        Obstacle::NoModel => Said::plain("No model is chosen.", "Choose a model, then send."),
        Obstacle::KeyMissing => Said::plain(
            "This connection has no key for its server.",
            "Open it and type the key. One kept for a tab is gone with that tab, and none goes along to another address.",
        ),
        Obstacle::Locked => Said::plain("The key is locked.", "Type the passphrase. The message is sent then."),
        Obstacle::KeyUnreadable => Said::plain(
            "The encrypted key cannot be read.",
            "It is left as it is. Load the page again in case it was just updated, or forget it in the settings and type the key anew.",
        ),
        Obstacle::Framed => Said::plain(
            "Another page shows Sotto inside of itself, so nothing is sent.",
            "Open Sotto in a tab of its own.",
        ),
        Obstacle::ExtraBody => {
            Said::plain("The extra body is not a JSON object.", "Correct it under “This conversation”.")
        }
        Obstacle::Elsewhere => {
            Said::plain("Another tab receives a reply in this chat.", "It shows here as it comes. Wait for its end.")
        }
        Obstacle::HoldsKey => Said::plain(
            "There is an API key in this message.",
            "It would go to the model and stay in the conversation. Send it anyway?",
        ),
        Obstacle::Busy => Said::plain("A reply is still being written.", "Wait for it, or stop it."),
    }
}

pub(super) fn address(problem: AddressProblem) -> &'static str {
    match problem {
        AddressProblem::Empty => "Enter the address of the server.",
        AddressProblem::Scheme => "Only http and https addresses work.",
        AddressProblem::Malformed => "This is no address. One looks like https://api.example.com/v1.",
        AddressProblem::Host => "No browser can reach a server of that name. Check how it is spelled.",
        AddressProblem::Credentials => "Take the name and password out of the address. Type them as a key or a header.",
    }
}

pub(super) fn storage(problem: StorageProblem) -> Said {
    match problem {
        StorageProblem::Full => Said::plain(
            "Not saved: the storage of this browser is full.",
            "Delete conversations you no longer need. What is on screen stays until the tab is closed.",
        ),
        StorageProblem::Refused => Said::plain(
            "This browser does not let the page store anything.",
            "Everything works, but is gone when the tab is closed. Copy what you want to keep.",
        ),
        StorageProblem::Newer => Said::plain(
            "What is stored was written by a newer Sotto and is left alone.",
            "Load the page again to get that version.",
        ),
    }
}
