//! What went wrong, in Korean, in polite plain style.

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
    Said::plain("오프라인 상태예요.", "네트워크가 돌아오면 다시 시도하세요. 사라진 내용은 없어요.")
}

/// What a server said.
fn answered(fault: &Fault) -> Said {
    match fault {
        Fault::Offline | Fault::Unreachable { .. } => offline(),
        Fault::KeyRefused { host, status, had_key: true, .. } => Said::plain(
            [host, "에서 키를 거절했어요(", &status.to_string(), ")."].concat(),
            "키를 다시 입력하거나 새로 만들거나, 키에 허용된 용도를 확인하세요.",
        ),
        Fault::KeyRefused { host, status, had_key: false, .. } => Said::plain(
            [host, "에서 키를 요구해요(", &status.to_string(), ")."].concat(),
            "연결에 이 서버의 키를 입력하세요.",
        ),
        Fault::NoCredit { .. } => {
            Said::plain("계정에 남은 크레딧이 없어요.", "제공사에서 크레딧을 채우거나 한도를 올린 뒤 다시 시도하세요.")
        }
        Fault::RateLimited { wait: Some(wait), .. } => Said::plain(
            "지금은 요청이 너무 많아요.",
            &[&grouped(wait.div_ceil(1000).max(1)), "초 뒤에 다시 시도하세요."].concat(),
        ),
        Fault::RateLimited { wait: None, .. } => {
            Said::plain("지금은 요청이 너무 많아요.", "잠시 기다렸다가 다시 시도하세요.")
        }
        Fault::ParameterRefused { parameter, .. } => Said::plain(
            ["모델이 매개변수 “", parameter, "”을(를) 거절했어요."].concat(),
            "빼고 다시 시도하세요. 그 뒤로는 이 모델에 보내지 않아요.",
        ),
        Fault::TooLong { used, limit, .. } => too_long(*used, *limit),
        Fault::ModelUnknown { model, .. } => {
            let sentence = if model.is_empty() {
                "서버가 모르는 모델이에요.".to_owned()
            } else {
                ["서버가 “", model, "” 모델을 몰라요."].concat()
            };
            Said::plain(sentence, "다른 모델을 고르거나 이름의 철자를 확인하세요.")
        }
        Fault::PathUnknown { address, .. } => {
            let sentence = if address.is_empty() {
                "그 주소에는 채팅 요청에 답하는 곳이 없어요.".to_owned()
            } else {
                [address, " 주소에는 채팅 요청에 답하는 곳이 없어요."].concat()
            };
            let proposed = proposal(address);
            let fix = match proposed {
                Some(_) => "대부분의 서버 주소는 /v1로 끝나요. 이 주소를 써 보세요:",
                None => "연결의 주소를 확인하세요.",
            };
            Said::plain(sentence, fix).with(proposed)
        }
        Fault::Refused { status, said } => Said::plain(
            ["서버가 요청을 거절했어요(", &status.to_string(), ")."].concat(),
            if said.is_empty() {
                "모델과 설정한 값을 확인하세요."
            } else {
                "서버가 보낸 말에 이유가 있을 수 있어요."
            },
        ),
        Fault::ServerTrouble { status, .. } => {
            let fix = match status {
                503 | 529 => "바쁘거나 아직 모델을 불러오는 중일 수 있어요. 잠시 뒤 다시 시도하세요.",
                502 | 504 | 520..=526 => "앞에 있는 프록시가 서버의 답을 받지 못했어요. 잠시 뒤 다시 시도하세요.",
                _ => "다시 시도하세요. 계속되면 서버의 로그에서 더 알 수 있어요.",
            };
            Said::plain(["서버에 문제가 생겼어요(", &status.to_string(), ")."].concat(), fix)
        }
        Fault::WebPage { address, .. } => {
            let proposed = proposal(address);
            let fix = match proposed {
                Some(_) => "API 주소여야 하고, 흔히 /v1로 끝나요. 이 주소를 써 보세요:",
                None => "연결의 주소를 확인하세요. API 주소여야 해요.",
            };
            Said::plain([address, "에서 답 대신 웹 페이지가 왔어요."].concat(), fix).with(proposed)
        }
        Fault::Reported { .. } => Said::plain(
            "서버가 답하는 도중에 오류를 알려 왔어요.",
            "서버가 보낸 말에 이유가 있을 수 있어요. 다시 시도하세요.",
        ),
        Fault::NotUnderstood { .. } => {
            Said::plain("받은 내용을 이해할 수 없었어요.", "주소가 OpenAI 호환 API로 이어지는지 확인하세요.")
        }
        Fault::Redirected { host } => Said::plain(
            [host, "에서 요청을 다른 곳으로 보내려 해요."].concat(),
            "키를 지키려고 따라가지 않았어요. 옮겨 간 주소를 직접 입력하세요.",
        ),
        Fault::TooLarge => Said::plain("답의 한 조각이 16 MiB보다 컸어요.", "한 번에 더 적게 요청하세요."),
        Fault::Unknown => Said::plain("이 버전의 Sotto가 모르는 문제가 생겼어요.", "페이지를 다시 불러오세요."),
    }
}

fn unreachable(host: &str, cause: Cause, origin: &str) -> Said {
    match cause {
        Cause::Down => Said::plain(
            [host, "에서 답이 없어요."].concat(),
            "서버를 켜거나 주소를 확인하세요. 콘텐츠 차단기가 요청을 막을 수도 있어요.",
        ),
        Cause::Cors(preset) => cors(host, preset, origin),
        Cause::LocalNetworkDenied => Said::plain(
            ["브라우저가 이 페이지에서 내 기기나 네트워크의 ", host, "에 닿지 못하게 해요."].concat(),
            "주소창 옆 사이트 설정에서 “로컬 네트워크 액세스”(또는 “기기의 앱”)를 허용한 뒤 다시 시도하세요.",
        ),
        Cause::LocalNetworkUndecided => Said::plain(
            ["브라우저가 이 페이지에서 내 기기나 네트워크의 ", host, "에 닿는 것을 아직 허용하지 않았어요."].concat(),
            "다시 시도하고, 브라우저가 물으면 “허용”을 고르세요.",
        ),
        Cause::InsecureServer => Said::plain(
            ["이 페이지는 https로 열려서, 브라우저가 ", host, "을(를) http로 부르지 못하게 해요."].concat(),
            "서버에 https 주소를 쓰거나, 내 기기에서 Sotto를 http로 여세요. localhost라면 Chrome이나 Firefox를 쓰세요. Safari는 막아요.",
        ),
        Cause::Policy => Said::plain(
            ["이 페이지의 보안 정책이 ", host, "에 보내는 요청을 막았어요."].concat(),
            "페이지를 다시 불러오세요. 계속되면 Sotto를 올린 사이트에 더 엄격한 정책이 있는 거예요.",
        ),
    }
}

#[inline(never)]
fn cors(host: &str, preset: Preset, origin: &str) -> Said {
    Said::plain(
            [host, "에서 답은 하지만 이 페이지가 읽도록 허용하지 않아요(CORS)."].concat(),
            match preset {
                Preset::Ollama => "Ollama에 이 환경 변수를 설정하고 Ollama를 다시 시작하세요:",
                Preset::LmStudio => {
                    "LM Studio의 Developer 탭 서버 설정에서 “Enable CORS”를 켜거나, 이 명령으로 서버를 시작하세요:"
                }
                Preset::LlamaCpp => {
                    "llama-server는 도구를 켰거나 앞에 프록시가 있을 때가 아니면 모든 페이지를 허용해요. 이 옵션으로 시작하세요:"
                }
                Preset::Vllm => "vLLM을 이 옵션으로 시작하세요:",
                Preset::LlamaCppPython => {
                    "이 서버는 안에서 오류가 났을 때가 아니면 모든 페이지를 허용해요. 서버의 로그와 앞에 있는 프록시를 확인하세요."
                }
                Preset::LiteLlm => {
                    "LiteLLM은 키가 없을 때 이렇게 답해요. 먼저 키를 입력하세요. 그래도 같으면 이 환경 변수를 설정하고 LiteLLM을 다시 시작하세요:"
                }
                Preset::Custom => {
                    "서버가 이 헤더를 보내게 하고, authorization과 content-type 헤더를 허용하게 하세요:"
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
                    "이 서비스는 보통 웹 페이지를 허용해요. 주소와 키를 확인하고, 콘텐츠 차단기나 프록시가 끼어드는지 살펴보세요."
                }
            },
        )
        .with(cors_setting(preset, origin))
}

fn too_long(used: Option<u32>, limit: Option<u32>) -> Said {
    let fix = "질문마다 따로 보내거나, 메시지를 지우거나, 새 채팅을 시작하거나, 더 많이 받는 모델을 고르세요.";
    let tokens = window(used, limit, |used, limit| ["토큰 ", used, "개, 한도 ", limit, "개"].concat())
        .or_else(|| limit.map(|limit| ["한도는 토큰 ", &grouped(limit), "개"].concat()))
        .or_else(|| used.map(|used| ["토큰 ", &grouped(used), "개"].concat()));
    let sentence = match tokens {
        Some(tokens) => ["이 모델이 받기에는 대화가 너무 길어요(", &tokens, ")."].concat(),
        None => "이 모델이 받기에는 대화가 너무 길어요.".to_owned(),
    };
    Said::plain(sentence, fix)
}

pub(super) fn obstacle(obstacle: &Obstacle) -> Said {
    match obstacle {
        Obstacle::NoConnection => Said::plain("이 채팅의 연결이 삭제됐어요.", "다른 연결을 고르세요."),
        Obstacle::NoModel => Said::plain("고른 모델이 없어요.", "모델을 고른 뒤 보내세요."),
        Obstacle::KeyMissing => {
            let fix =
                "연결을 열어 키를 입력하세요. 탭에만 둔 키는 탭과 함께 사라지고, 주소가 바뀌면 키를 보내지 않아요.";
            Said::plain("이 연결에는 서버에 보낼 키가 없어요.", fix)
        }
        Obstacle::Locked => Said::plain("키가 잠겨 있어요.", "암호를 입력하면 메시지를 보내요."),
        Obstacle::KeyUnreadable => Said::plain(
            "암호화된 키를 읽을 수 없어요.",
            "키는 그대로 두었어요. 방금 업데이트됐다면 페이지를 다시 불러오고, 아니면 설정에서 지운 뒤 키를 다시 입력하세요.",
        ),
        Obstacle::Framed => {
            Said::plain("다른 페이지가 Sotto를 안에 넣어 보여 주고 있어 보내지 않아요.", "Sotto를 새 탭에서 여세요.")
        }
        Obstacle::ExtraBody => Said::plain("추가 본문이 JSON 객체가 아니에요.", "“이 대화”에서 고치세요."),
        Obstacle::Elsewhere => {
            Said::plain("다른 탭에서 이 채팅의 답을 받고 있어요.", "여기에도 바로 보여요. 끝날 때까지 기다리세요.")
        }
        Obstacle::HoldsKey => {
            Said::plain("이 메시지에 API 키가 있어요.", "보내면 키가 모델로 가고 대화에 남아요. 그래도 보낼까요?")
        }
        Obstacle::Busy => Said::plain("아직 답을 쓰는 중이에요.", "기다리거나 멈추세요."),
    }
}

pub(super) fn address(problem: AddressProblem) -> &'static str {
    match problem {
        AddressProblem::Empty => "서버의 주소를 입력하세요.",
        AddressProblem::Scheme => "http와 https 주소만 쓸 수 있어요.",
        AddressProblem::Malformed => "주소가 아니에요. https://api.example.com/v1 같은 모양이에요.",
        AddressProblem::Host => "이런 이름의 서버에는 브라우저가 연결할 수 없어요. 철자를 확인하세요.",
        AddressProblem::Credentials => "주소에서 이름과 비밀번호를 빼고, 키나 헤더로 입력하세요.",
    }
}

pub(super) fn storage(problem: StorageProblem) -> Said {
    match problem {
        StorageProblem::Full => Said::plain(
            "저장하지 못했어요. 이 브라우저의 저장 공간이 가득 찼어요.",
            "필요 없는 대화를 지우세요. 화면의 내용은 탭을 닫을 때까지 남아 있어요.",
        ),
        StorageProblem::Refused => Said::plain(
            "이 브라우저는 페이지가 아무것도 저장하지 못하게 해요.",
            "그대로 쓸 수 있지만 탭을 닫으면 사라져요. 남길 내용은 복사해 두세요.",
        ),
        StorageProblem::Newer => {
            Said::plain("더 새로운 Sotto가 저장한 내용이라 그대로 두었어요.", "페이지를 다시 불러와 새 버전을 쓰세요.")
        }
    }
}
