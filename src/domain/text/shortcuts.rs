//! What the shortcuts do, in words.

/// The sentences of the list of shortcuts, one per shortcut.
#[derive(Debug)]
#[allow(missing_docs, reason = "each is named after its shortcut in state/shortcut.rs")]
pub struct Shortcuts {
    /// The heading.
    pub heading: &'static str,
    /// Closes the list.
    pub close: &'static str,
    /// Stands between alternatives.
    pub or: &'static str,
    pub send: &'static str,
    pub break_line: &'static str,
    pub stop: &'static str,
    pub new_chat: &'static str,
    pub search: &'static str,
    pub find: &'static str,
    pub composer: &'static str,
    pub list: &'static str,
    pub panel: &'static str,
    pub help: &'static str,
}

/// English.
pub const EN: Shortcuts = Shortcuts {
    heading: "Keyboard shortcuts",
    close: "Close",
    or: "or",
    send: "Send the message",
    break_line: "Break the line",
    stop: "Stop the reply, or close what lies over the page",
    new_chat: "New chat",
    search: "Search conversations",
    find: "Find in a long chat",
    composer: "Go to the message field",
    list: "Show or hide the conversations",
    panel: "Show or hide this conversation's panel",
    help: "Show this list",
};

/// Korean.
pub const KO: Shortcuts = Shortcuts {
    heading: "키보드 단축키",
    close: "닫기",
    or: "또는",
    send: "메시지 보내기",
    break_line: "줄 바꾸기",
    stop: "답변 멈추기, 또는 위에 열린 것 닫기",
    new_chat: "새 대화",
    search: "대화 검색",
    find: "긴 대화 안에서 찾기",
    composer: "메시지 입력란으로 가기",
    list: "대화 목록 보이기/숨기기",
    panel: "이 대화 패널 보이기/숨기기",
    help: "이 목록 보기",
};
