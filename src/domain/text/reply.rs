//! The sentences of a reply: waiting, thinking, how it ended, and what is known of it.

use crate::domain::message::{FinishReason, Interruption};
use crate::domain::text::number::{grouped, seconds, tenths};

/// A reply's sentences.
#[derive(Debug)]
pub struct Reply {
    /// Nothing has come yet, by the model asked.
    pub waiting: fn(&str) -> String,
    /// This model is writing a reply that is shown only at its end.
    pub writing: fn(&str) -> String,
    /// Nothing has come for so many seconds.
    pub silent: fn(u32) -> String,
    /// The same, where the server shows that it lives.
    pub alive: fn(u32) -> String,
    /// It is tried again by itself in so many seconds.
    pub again: fn(u32) -> String,
    /// The model thinks.
    pub thinking: &'static str,
    /// It thought for so many milliseconds.
    pub thought: fn(u32) -> String,
    /// It thought, for how long is not known.
    pub thoughts: &'static str,

    /// Stopped by the person, with some text.
    pub stopped: &'static str,
    /// Stopped by the person before any text.
    pub stopped_empty: &'static str,
    /// Ended without being complete, after so many characters.
    pub interrupted: fn(Interruption, u32) -> String,
    /// It reached the limit of tokens.
    pub length: &'static str,
    /// The same, before any text.
    pub length_empty: &'static str,
    /// The server withheld the rest.
    pub content_filter: &'static str,
    /// It ended with a word we do not know.
    pub other_reason: fn(&str) -> String,
    /// It ended, and the server did not say why.
    pub unsaid_end: &'static str,
    /// It was to be continued, and nothing more came.
    pub nothing_more: &'static str,
    /// It ended well and says nothing.
    pub empty: &'static str,
    /// It ended well with thoughts alone.
    pub thoughts_alone: &'static str,
    /// It asks for a tool of this name.
    pub tool: fn(&str) -> String,
    /// What follows from that.
    pub tool_unused: &'static str,

    /// So many tokens came.
    pub tokens: fn(u32) -> String,
    /// It took so many milliseconds.
    pub took: fn(u32) -> String,
    /// Names the model.
    pub model: &'static str,
    /// Names the server's id of the answer.
    pub answer_id: &'static str,
    /// Names the finish reason.
    pub finish_reason: &'static str,
    /// The finish reason as the server said it, and what it means.
    pub reason: fn(&FinishReason) -> String,
    /// Names the tokens sent.
    pub tokens_in: &'static str,
    /// Names the tokens received.
    pub tokens_out: &'static str,
    /// Names the tokens of thought.
    pub tokens_reasoning: &'static str,
    /// Names the tokens the server had cached.
    pub tokens_cached: &'static str,
    /// Names the time to the first token.
    pub first_token: &'static str,
    /// Names the time to the end.
    pub total: &'static str,
    /// Names the tokens a second.
    pub speed: &'static str,
    /// Tokens a second, from tenths.
    pub per_second: fn(u32) -> String,
    /// Stands for what the server did not say.
    pub unsaid: &'static str,

    /// Announced when a reply is complete.
    pub announce_finished: &'static str,
    /// Announced when a reply failed or was cut off.
    pub announce_failed: &'static str,
    /// Announced in place of a code block.
    pub announce_code: &'static str,
}

fn count(number: u32, one: &str, many: &str) -> String {
    [grouped(number).as_str(), if number == 1 { one } else { many }].concat()
}

/// English.
pub const EN: Reply = Reply {
    waiting: |model| {
        if model.is_empty() { "Waiting for the reply".to_owned() } else { ["Waiting for ", model].concat() }
    },
    writing: |model| {
        let writer = if model.is_empty() { "The model" } else { model };
        format!("{writer} is writing. The reply is shown when it is complete")
    },
    silent: |seconds| ["Still waiting (", &grouped(seconds), " s)"].concat(),
    alive: |seconds| ["The server is alive; no output for ", &grouped(seconds), " s"].concat(),
    again: |seconds| ["The server asks for patience. Trying again in ", &grouped(seconds), " s."].concat(),
    thinking: "Thinking",
    thought: |took| match took {
        0..1_000 => "Thought for a moment".to_owned(),
        _ => ["Thought for ", &grouped(took / 1_000), " s"].concat(),
    },
    thoughts: "Thoughts",
    stopped: "You stopped this reply. What arrived is kept.",
    stopped_empty: "You stopped this reply before anything arrived.",
    interrupted: |how, characters| {
        let what = match how {
            Interruption::ConnectionLost => "The connection was lost",
            Interruption::EndedEarly => "The server ended the reply early,",
            Interruption::PageClosed => "The page was closed",
        };
        match characters {
            0 => [what.trim_end_matches(','), " before anything arrived."].concat(),
            _ => [what, " after ", &count(characters, " character", " characters"), ". What arrived is kept."].concat(),
        }
    },
    length: "The reply reached the token limit.",
    length_empty: "The token limit was reached before any answer. Raise max tokens in the panel, then retry.",
    content_filter: "The server withheld the rest of this reply (content filter).",
    other_reason: |word| ["The server ended the reply with “", word, "”."].concat(),
    unsaid_end: "The server ended the reply without saying why. It may not be complete.",
    nothing_more: "Continue was tried, and nothing more came.",
    empty: "An empty answer came back. The conversation may be too long for the model, or max tokens too low.",
    thoughts_alone: "The model thought, and gave no answer. Retry, or raise max tokens.",
    tool: |name| ["The model asked for the tool ", name].concat(),
    tool_unused: "Sotto does not run tools yet, so nothing was done.",
    tokens: |tokens| count(tokens, " token", " tokens"),
    took: |took| [&seconds(took), " s"].concat(),
    model: "Model",
    answer_id: "Id",
    finish_reason: "Finish reason",
    reason: |reason| {
        match reason {
            FinishReason::Stop => "stop",
            FinishReason::Length => "length (token limit)",
            FinishReason::ContentFilter => "content_filter",
            FinishReason::ToolCalls => "tool_calls",
            FinishReason::Unsaid => "not told",
            FinishReason::Other(word) => word,
        }
        .to_owned()
    },
    tokens_in: "Tokens in",
    tokens_out: "Tokens out",
    tokens_reasoning: "of them reasoning",
    tokens_cached: "of them cached",
    first_token: "First token after",
    total: "Total time",
    speed: "Speed",
    per_second: |speed| [&tenths(speed), " tok/s"].concat(),
    unsaid: "not told",
    announce_finished: "Reply finished.",
    announce_failed: "The reply ended before it was complete.",
    announce_code: "Code block.",
};

/// Korean.
pub const KO: Reply = Reply {
    waiting: |model| {
        if model.is_empty() {
            "답변을 기다리고 있어요".to_owned()
        } else {
            [model, " 답변을 기다리고 있어요"].concat()
        }
    },
    writing: |model| {
        let space = if model.is_empty() { "" } else { " " };
        format!("{model}{space}답변을 쓰고 있어요. 다 쓰면 보여 드려요")
    },
    silent: |seconds| ["아직 기다리고 있어요 (", &grouped(seconds), "초)"].concat(),
    alive: |seconds| ["서버는 살아 있지만 ", &grouped(seconds), "초째 출력이 없어요"].concat(),
    again: |seconds| ["서버가 잠시 기다려 달라고 해요. ", &grouped(seconds), "초 뒤에 다시 시도해요."].concat(),
    thinking: "생각하고 있어요",
    thought: |took| match took {
        0..1_000 => "잠깐 생각했어요".to_owned(),
        _ => [&grouped(took / 1_000), "초 동안 생각했어요"].concat(),
    },
    thoughts: "생각",
    stopped: "답변을 멈췄어요. 받은 내용은 남아 있어요.",
    stopped_empty: "아무것도 오기 전에 답변을 멈췄어요.",
    interrupted: |how, characters| {
        let (what, before) = match how {
            Interruption::ConnectionLost => ("연결이 끊겼어요", "아무것도 오기 전에 "),
            Interruption::EndedEarly => ("서버가 답변을 일찍 끝냈어요", "아무것도 보내지 않고 "),
            Interruption::PageClosed => ("페이지가 닫혔어요", "아무것도 오기 전에 "),
        };
        match characters {
            0 => [before, what, "."].concat(),
            _ => [&grouped(characters), "자를 받은 뒤 ", what, ". 받은 내용은 남아 있어요."].concat(),
        }
    },
    length: "답변이 토큰 한도에 닿았어요.",
    length_empty: "답하기 전에 토큰 한도에 닿았어요. 패널에서 최대 토큰을 늘린 뒤 다시 시도하세요.",
    content_filter: "서버가 답변의 나머지를 막았어요 (콘텐츠 필터).",
    other_reason: |word| ["서버가 “", word, "”라는 이유로 답변을 끝냈어요."].concat(),
    unsaid_end: "서버가 이유를 알리지 않고 답변을 끝냈어요. 내용이 더 있을 수 있어요.",
    nothing_more: "이어서 써 달라고 했지만 더 온 내용이 없어요.",
    empty: "빈 답변이 왔어요. 대화가 모델에 너무 길거나 최대 토큰이 너무 적을 수 있어요.",
    thoughts_alone: "모델이 생각만 하고 답하지 않았어요. 다시 시도하거나 최대 토큰을 늘리세요.",
    tool: |name| ["모델이 도구를 요청했어요: ", name].concat(),
    tool_unused: "Sotto는 아직 도구를 실행하지 않아요. 아무 일도 하지 않았어요.",
    tokens: |tokens| ["토큰 ", &grouped(tokens), "개"].concat(),
    took: |took| [&seconds(took), "초"].concat(),
    model: "모델",
    answer_id: "ID",
    finish_reason: "종료 이유",
    reason: |reason| {
        match reason {
            FinishReason::Stop => "stop",
            FinishReason::Length => "length (토큰 한도)",
            FinishReason::ContentFilter => "content_filter",
            FinishReason::ToolCalls => "tool_calls",
            FinishReason::Unsaid => "알려 주지 않음",
            FinishReason::Other(word) => word,
        }
        .to_owned()
    },
    tokens_in: "보낸 토큰",
    tokens_out: "받은 토큰",
    tokens_reasoning: "그중 추론",
    tokens_cached: "그중 캐시",
    first_token: "첫 토큰까지",
    total: "전체 시간",
    speed: "속도",
    per_second: |speed| ["초당 토큰 ", &tenths(speed), "개"].concat(),
    unsaid: "알려 주지 않음",
    announce_finished: "답변이 끝났어요.",
    announce_failed: "답변이 다 오기 전에 끝났어요.",
    announce_code: "코드 블록.",
};
