//! The sentences of a chat that has not begun.

/// What stands where there are no messages yet.
#[derive(Debug)]
pub struct Welcome {
    /// What this is, in two words.
    pub heading: &'static str,
    /// What this is, in two sentences.
    pub what: &'static str,
    /// Greets where a connection is chosen.
    pub ready: &'static str,
    /// Who will answer, by connection and model.
    pub who: fn(&str, &str) -> String,
}

/// English.
pub const EN: Welcome = Welcome {
    heading: "Chat quietly.",
    what: "Sotto runs in this page alone. Your words go only to the server you choose, and your history stays in this browser.",
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
    ready: "무엇이 궁금한가요?",
    who: |connection, model| match model {
        "" => ["모델을 고르면 ", connection, "에서 답해요."].concat(),
        model => [connection, "의 ", model, " 모델이 답해요."].concat(),
    },
};
