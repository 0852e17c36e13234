//! The sentences of the chat: header, messages and their actions, composer.

/// The chat's sentences.
#[derive(Debug)]
pub struct Chat {
    /// Who asks: the name of a person's message, also in a copied conversation.
    pub you: &'static str,
    /// Who answers, in a copied conversation.
    pub model: &'static str,
    /// The name of a reply, by its model.
    pub reply_of: fn(&str) -> String,
    /// The name of a reply whose model is not known.
    pub reply: &'static str,
    /// The name of the transcript.
    pub transcript: &'static str,
    /// Opens the panel of the conversation.
    pub panel: &'static str,
    /// Opens the actions of the conversation.
    pub more: &'static str,
    /// Copies the whole conversation.
    pub copy_conversation: &'static str,
    /// Deletes all messages of the conversation.
    pub clear: &'static str,
    /// Goes to the connection's settings, by its name.
    pub connection: fn(&str) -> String,
    /// The connection chip where the connection was deleted.
    pub no_connection: &'static str,
    /// What the demo is, where its chip is.
    pub demo: &'static str,
    /// Skips the list of conversations, for keyboards.
    pub skip: &'static str,
    /// Goes back to the end of the transcript.
    pub latest: &'static str,

    /// Copies a message.
    pub copy: &'static str,
    /// Said in place of [`Self::copy`] once it was pressed.
    pub copied: &'static str,
    /// Opens a message for editing.
    pub edit: &'static str,
    /// The name of the box in which a message is edited.
    pub edit_box: &'static str,
    /// Sends the edited message.
    pub save_and_send: &'static str,
    /// Leaves without change.
    pub cancel: &'static str,
    /// Deletes a message.
    pub delete: &'static str,
    /// Asks for another reply.
    pub retry: &'static str,
    /// Goes on where the reply ended.
    pub go_on: &'static str,
    /// Shows what is known of a reply.
    pub details: &'static str,
    /// Shows the version before.
    pub previous_version: &'static str,
    /// Shows the version after.
    pub next_version: &'static str,
    /// Which version is shown, of how many.
    pub version: fn(usize, usize) -> String,

    /// The name of the text field.
    pub message: &'static str,
    /// What stands in the empty text field.
    pub placeholder: &'static str,
    /// Sends the message.
    pub send: &'static str,
    /// Stops the reply.
    pub stop: &'static str,
    /// Which keys send and break the line.
    pub keys: &'static str,
    /// The same where Enter begins a new line.
    pub keys_breaking: &'static str,
    /// Opens the actions of a message, where they do not stand below it.
    pub message_actions: &'static str,
    /// The device has no network.
    pub offline: &'static str,
    /// Stops the reply that is in the way.
    pub stop_reply: &'static str,
}

/// English.
pub const EN: Chat = Chat {
    you: "You",
    model: "Model",
    reply_of: |model| ["Reply of ", model].concat(),
    reply: "Reply",
    transcript: "Transcript",
    panel: "This conversation",
    more: "More actions",
    copy_conversation: "Copy as markdown",
    clear: "Clear chat",
    connection: |name| ["Connection: ", name].concat(),
    no_connection: "No connection",
    demo: "The demo answers from this page: no key, no network.",
    skip: "Go to the message field",
    latest: "Latest",
    copy: "Copy",
    copied: "Copied",
    edit: "Edit and resend",
    edit_box: "Edit your message",
    save_and_send: "Save and send",
    cancel: "Cancel",
    delete: "Delete",
    retry: "Retry",
    go_on: "Continue",
    details: "Details",
    previous_version: "Previous version",
    next_version: "Next version",
    version: |at, of| ["Version ", &at.to_string(), " of ", &of.to_string()].concat(),
    message: "Message",
    placeholder: "Ask anything",
    send: "Send",
    stop: "Stop",
    keys: "Enter sends, Shift+Enter makes a new line",
    keys_breaking: "Ctrl+Enter or ⌘+Enter sends, Enter makes a new line",
    message_actions: "Actions of this message",
    offline: "You are offline. What you write stays here.",
    stop_reply: "Stop the reply",
};

/// Korean.
pub const KO: Chat = Chat {
    you: "나",
    model: "모델",
    reply_of: |model| [model, "의 답변"].concat(),
    reply: "답변",
    transcript: "대화 내용",
    panel: "이 대화",
    more: "더 보기",
    copy_conversation: "마크다운으로 복사",
    clear: "대화 비우기",
    connection: |name| ["연결: ", name].concat(),
    no_connection: "연결 없음",
    demo: "데모는 이 페이지 안에서 답해요. 키도 네트워크도 필요 없어요.",
    skip: "메시지 입력란으로 가기",
    latest: "맨 아래로",
    copy: "복사",
    copied: "복사했어요",
    edit: "고쳐서 다시 보내기",
    edit_box: "메시지 고치기",
    save_and_send: "저장하고 보내기",
    cancel: "취소",
    delete: "삭제",
    retry: "다시 시도",
    go_on: "이어서 받기",
    details: "자세히",
    previous_version: "이전 버전",
    next_version: "다음 버전",
    version: |at, of| [&of.to_string(), "개 중 ", &at.to_string(), "번째 버전"].concat(),
    message: "메시지",
    placeholder: "무엇이든 물어보세요",
    send: "보내기",
    stop: "멈추기",
    keys: "Enter로 보내고 Shift+Enter로 줄을 바꿔요",
    keys_breaking: "Ctrl+Enter나 ⌘+Enter로 보내고 Enter로 줄을 바꿔요",
    message_actions: "이 메시지의 동작",
    offline: "오프라인이에요. 쓴 내용은 여기 그대로 있어요.",
    stop_reply: "답변 멈추기",
};
