//! The sentences of a chat that has not begun.

/// What stands where there are no messages yet.
#[derive(Debug)]
pub struct Welcome {
    /// What this is, in two words.
    pub heading: &'static str,
    /// What this is, in two sentences.
    pub what: &'static str,
    /// Leads to the form for a key.
    pub paste_key: &'static str,
    /// Leads to the form for a server of one's own.
    pub local_server: &'static str,
    /// Where the key is kept and what that means.
    pub key: &'static str,
    /// That the demo answers now.
    pub demo: &'static str,
    /// Greets where a connection is chosen.
    pub ready: &'static str,
    /// Who will answer, by connection and model.
    pub who: fn(&str, &str) -> String,
}

/// English.
pub const EN: Welcome = Welcome {
    heading: "Chat quietly.",
    what: "Sotto runs in this page alone. Your words go only to the server you choose, and your history stays in this browser.",
    paste_key: "Paste an API key",
    local_server: "Use a local server",
    key: "The key stays in this browser, unencrypted, and is sent only to its own server. Use one with a spending limit.",
    demo: "Or try it now: the built-in demo answers without a key or network.",
    ready: "What is on your mind?",
    who: |connection, model| match model {
        "" => [connection, " will answer once a model is chosen."].concat(),
        model => [model, " at ", connection, " will answer."].concat(),
    },
};

/// Korean.
pub const KO: Welcome = Welcome {
    heading: "조용히 대화하세요.",
    what: "Sotto는 이 페이지 안에서만 돌아가요. 쓴 말은 고른 서버로만 가고, 기록은 이 브라우저에 남아요.",
    paste_key: "API 키 붙여 넣기",
    local_server: "내 컴퓨터의 서버 쓰기",
    key: "키는 이 브라우저에 암호화 없이 보관되고 그 서버로만 보내요. 사용 한도가 있는 키를 쓰세요.",
    demo: "지금 바로 써 볼 수도 있어요. 내장 데모는 키도 네트워크도 없이 답해요.",
    ready: "무엇이 궁금한가요?",
    who: |connection, model| match model {
        "" => ["모델을 고르면 ", connection, "에서 답해요."].concat(),
        model => [connection, "의 ", model, " 모델이 답해요."].concat(),
    },
};
