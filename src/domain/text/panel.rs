//! The sentences of the panel "This conversation": context, system prompt, parameters.

use std::fmt;

use crate::domain::parameters::Effort;

/// The panel's sentences.
pub struct Panel {
    /// The panel's heading.
    pub heading: &'static str,
    /// Closes the panel.
    pub close: &'static str,
    /// Names the choice of what is sent along.
    pub context: &'static str,
    /// All messages are sent along.
    pub whole: &'static str,
    /// No message is sent along.
    pub alone: &'static str,
    /// What the second means.
    pub alone_about: &'static str,
    /// Names the system prompt.
    pub system_prompt: &'static str,
    /// In the field of a conversation without one, where there is no default either.
    pub no_system_prompt: &'static str,
    /// The button that drops the conversation's own system prompt.
    pub use_default: &'static str,
    /// The button that sends no system prompt, though there is a default one.
    pub send_none: &'static str,
    /// What stands below a system prompt of the conversation's own that is empty.
    pub system_prompt_off: &'static str,
    /// The switch for replies that come word by word.
    pub streamed: &'static str,
    /// What it does.
    pub streamed_about: &'static str,
    /// The switch is off.
    pub off: &'static str,
    /// Heading of the parameters.
    pub parameters: &'static str,
    /// What is sent.
    pub only_set: &'static str,
    /// The value of a parameter that is not set.
    pub not_sent: &'static str,
    /// The button that makes a parameter not sent; takes its label.
    pub do_not_send: fn(label: &str) -> String,
    /// Marks a parameter that the model refused before.
    pub refused: &'static str,
    /// Has what the model refused sent again.
    pub send_refused: &'static str,
    /// Has new chats begin with this conversation's context and parameters.
    pub use_for_new_chats: &'static str,
    /// Gives this conversation the context and the parameters of new chats.
    pub reset: &'static str,
    /// What those two do.
    pub new_chats_about: &'static str,
    /// The sign at the composer that each question is sent alone; a press turns that off.
    pub alone_sign: &'static str,
    /// What the sign means, and what a press does.
    pub alone_sign_about: &'static str,
    /// Temperature.
    pub temperature: &'static str,
    /// Top p.
    pub top_p: &'static str,
    /// Presence penalty.
    pub presence_penalty: &'static str,
    /// Frequency penalty.
    pub frequency_penalty: &'static str,
    /// Max tokens.
    pub max_tokens: &'static str,
    /// Seed.
    pub seed: &'static str,
    /// Stop sequences.
    pub stop: &'static str,
    /// How to write several.
    pub one_per_line: &'static str,
    /// Reasoning effort.
    pub effort: &'static str,
    /// The name of each effort.
    pub efforts: fn(Effort) -> &'static str,
    /// Extra body.
    pub extra_body: &'static str,
    /// What it is for.
    pub extra_body_about: &'static str,
    /// A number out of its range or no number; takes the bounds.
    pub between: fn(least: &str, most: &str) -> String,
    /// What max tokens must be.
    pub whole_above_zero: &'static str,
    /// What a seed must be.
    pub whole_number: &'static str,
    /// The extra body is no JSON object; takes line and column of the first problem.
    pub no_object: fn(line: usize, column: usize) -> String,
}

impl fmt::Debug for Panel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Panel")
    }
}

/// English.
pub const EN: Panel = Panel {
    heading: "This conversation",
    close: "Close",
    context: "Context",
    whole: "Whole chat",
    alone: "Each question alone",
    alone_about: "Only the latest question is sent, without what came before.",
    system_prompt: "System prompt",
    no_system_prompt: "None",
    use_default: "Use the default",
    send_none: "Send none",
    system_prompt_off: "No system prompt is sent in this chat.",
    streamed: "Stream the reply",
    streamed_about: "Word by word as it is written. Off: all at the end; if you stop it, what came is kept.",
    off: "Off",
    parameters: "Parameters",
    only_set: "Only what you set is sent.",
    not_sent: "not sent",
    do_not_send: |label| ["Do not send: ", label].concat(),
    refused: "This model refused it, so it is not sent.",
    send_refused: "Send what was refused again",
    use_for_new_chats: "Use for new chats",
    reset: "Reset",
    new_chats_about: "For context and parameters. Reset sets this chat as new chats are.",
    alone_sign: "Each question alone",
    alone_sign_about: "Each question is sent alone. Press to send the whole chat again.",
    temperature: "Temperature",
    top_p: "Top p",
    presence_penalty: "Presence penalty",
    frequency_penalty: "Frequency penalty",
    max_tokens: "Max tokens",
    seed: "Seed",
    stop: "Stop sequences",
    one_per_line: "One per line",
    effort: "Reasoning effort",
    efforts: |effort| match effort {
        Effort::None => "None",
        Effort::Minimal => "Minimal",
        Effort::Low => "Low",
        Effort::Medium => "Medium",
        Effort::High => "High",
        Effort::Xhigh => "Extra high",
    },
    extra_body: "Extra body (JSON)",
    extra_body_about: "Merged into each request.",
    between: |least, most| ["Enter a number from ", least, " to ", most, ", with at most two decimals."].concat(),
    whole_above_zero: "Enter a whole number above 0.",
    whole_number: "Enter a whole number.",
    no_object: |line, column| {
        ["Not a JSON object: see line ", &line.to_string(), ", column ", &column.to_string(), "."].concat()
    },
};

/// Korean.
pub const KO: Panel = Panel {
    heading: "이 대화",
    close: "닫기",
    context: "맥락",
    whole: "대화 전체",
    alone: "질문마다 따로",
    alone_about: "앞의 내용 없이 마지막 질문만 보내요.",
    system_prompt: "시스템 프롬프트",
    no_system_prompt: "없음",
    use_default: "기본값 쓰기",
    send_none: "보내지 않기",
    system_prompt_off: "이 채팅에는 시스템 프롬프트를 보내지 않아요.",
    streamed: "답을 실시간으로 받기",
    streamed_about: "쓰는 대로 한 단어씩 보여요. 끄면 다 쓴 뒤 한 번에 보여요. 도중에 멈춰도 온 데까지는 남아요.",
    off: "끔",
    parameters: "매개변수",
    only_set: "설정한 것만 보내요.",
    not_sent: "보내지 않음",
    do_not_send: |label| ["보내지 않기: ", label].concat(),
    refused: "이 모델이 거절해서 보내지 않아요.",
    send_refused: "거절된 항목 다시 보내기",
    use_for_new_chats: "새 채팅에도 쓰기",
    reset: "초기화",
    new_chats_about: "맥락과 매개변수에 적용돼요. 초기화하면 이 채팅이 새 채팅의 설정으로 돌아가요.",
    alone_sign: "질문마다 따로",
    alone_sign_about: "질문을 하나씩 따로 보내고 있어요. 누르면 다시 대화 전체를 보내요.",
    temperature: "온도(temperature)",
    top_p: "Top p",
    presence_penalty: "존재 페널티",
    frequency_penalty: "빈도 페널티",
    max_tokens: "최대 토큰",
    seed: "시드",
    stop: "중지 시퀀스",
    one_per_line: "한 줄에 하나씩",
    effort: "추론 강도",
    efforts: |effort| match effort {
        Effort::None => "없음",
        Effort::Minimal => "최소",
        Effort::Low => "낮음",
        Effort::Medium => "보통",
        Effort::High => "높음",
        Effort::Xhigh => "아주 높음",
    },
    extra_body: "추가 본문(JSON)",
    extra_body_about: "모든 요청에 합쳐 보내요.",
    between: |least, most| [least, "부터 ", most, "까지의 숫자를 소수 둘째 자리까지 입력하세요."].concat(),
    whole_above_zero: "0보다 큰 정수를 입력하세요.",
    whole_number: "정수를 입력하세요.",
    no_object: |line, column| {
        ["JSON 객체가 아니에요. ", &line.to_string(), "행 ", &column.to_string(), "열을 확인하세요."].concat()
    },
};
