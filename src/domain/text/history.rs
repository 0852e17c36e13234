//! The sentences of the history: the list of conversations, the room it takes, and notices about it.

use crate::domain::text::number::tenths;

/// The history's sentences.
#[derive(Debug)]
pub struct History {
    /// What this is called.
    pub name: &'static str,
    /// The name of the list.
    pub conversations: &'static str,
    /// Begins a new chat; also the title of one that has not begun.
    pub new_chat: &'static str,
    /// The title of a conversation that has none.
    pub untitled: &'static str,
    /// What stands in the empty search.
    pub search: &'static str,
    /// The name of the search.
    pub search_label: &'static str,
    /// There is nothing yet.
    pub nothing_yet: &'static str,
    /// Names those of today.
    pub today: &'static str,
    /// Names those before.
    pub earlier: &'static str,
    /// Names those of which nobody knows when they were.
    pub undated: &'static str,
    /// Shows more of the list.
    pub show_more: &'static str,
    /// Said of one whose reply is coming in.
    pub live: &'static str,
    /// Opens the actions of a conversation, by its title.
    pub actions_of: fn(&str) -> String,
    /// Opens the title for editing.
    pub rename: &'static str,
    /// The name of the field in which a title is edited.
    pub title: &'static str,
    /// Deletes a conversation.
    pub delete: &'static str,
    /// Goes to the settings.
    pub settings: &'static str,
    /// Room taken, in tenths of a million characters; 5 is the browser's limit.
    pub used: fn(u32) -> String,
    /// Explains [`Self::used`].
    pub used_title: &'static str,
    /// Closes the list where it lies over the page.
    pub close: &'static str,

    /// Something is not stored: two words at the list's foot.
    pub not_saved: &'static str,
    /// Some stored conversations could not be read.
    pub unreadable: fn(u32) -> String,
    /// Begins a chat that is never stored.
    pub temporary: &'static str,
    /// What that means.
    pub temporary_about: &'static str,
    /// The browser has no durable level of storage.
    pub fragile: &'static str,

    /// So many messages of the conversation opened cannot be read.
    pub partly_read: fn(u32) -> String,
    /// A conversation was deleted, by its title.
    pub conversation_deleted: fn(&str) -> String,
    /// A conversation was cleared.
    pub chat_cleared: &'static str,
    /// A message was deleted.
    pub message_deleted: &'static str,
    /// The browser did not copy.
    pub copy_failed: &'static str,
    /// There is no conversation at the address.
    pub not_found: &'static str,
    /// Another tab deleted the conversation.
    pub deleted_elsewhere: &'static str,
    /// Brings it back.
    pub undo: &'static str,
    /// Puts the notice away.
    pub dismiss: &'static str,
    /// The name of the notice's place.
    pub notice: &'static str,
}

/// English.
pub const EN: History = History {
    name: "Sotto",
    conversations: "Conversations",
    new_chat: "New chat",
    untitled: "Untitled",
    search: "Search",
    search_label: "Search conversations",
    nothing_yet: "Conversations appear here.",
    today: "Today",
    earlier: "Earlier",
    undated: "No date",
    show_more: "Show more",
    live: "reply coming in",
    actions_of: |title| ["Actions for “", title, "”"].concat(),
    rename: "Rename",
    title: "Title",
    delete: "Delete",
    settings: "Settings",
    used: |room| [&tenths(room), " of 5 MB"].concat(),
    used_title: "Room taken in this browser's storage",
    close: "Close the list",
    not_saved: "Not saved",
    temporary: "Temporary chat",
    temporary_about: "Temporary chat: nothing of it is stored, and it is gone with this tab.",
    fragile: "This browser keeps the history in one place only. If it is closed by force, the latest changes may be lost.",
    unreadable: |number| match number {
        1 => "One stored conversation cannot be read. It is left as it is.".to_owned(),
        _ => [&number.to_string(), " stored conversations cannot be read. They are left as they are."].concat(),
    },
    partly_read: |number| match number {
        1 => "One message here cannot be read. It is left as it is in the storage.".to_owned(),
        _ => [&number.to_string(), " messages here cannot be read. They are left as they are in the storage."].concat(),
    },
    conversation_deleted: |title| ["Deleted “", title, "”."].concat(),
    chat_cleared: "Chat cleared.",
    message_deleted: "Message deleted.",
    copy_failed: "The browser did not allow copying. Select the text and copy it yourself.",
    not_found: "There is no conversation at this address. It may have been deleted, or belong to another browser.",
    deleted_elsewhere: "This conversation was deleted in another tab.",
    undo: "Undo",
    dismiss: "Dismiss",
    notice: "Notice",
};

/// Korean.
pub const KO: History = History {
    name: "Sotto",
    conversations: "대화 목록",
    new_chat: "새 대화",
    untitled: "제목 없음",
    search: "검색",
    search_label: "대화 검색",
    nothing_yet: "대화가 여기에 모여요.",
    today: "오늘",
    earlier: "이전",
    undated: "날짜 없음",
    show_more: "더 보기",
    live: "답변을 받는 중",
    actions_of: |title| ["“", title, "” 관리"].concat(),
    rename: "이름 바꾸기",
    title: "제목",
    delete: "삭제",
    settings: "설정",
    used: |room| ["5MB 중 ", &tenths(room), "MB"].concat(),
    used_title: "이 브라우저 저장소에서 차지하는 공간",
    close: "목록 닫기",
    not_saved: "저장 안 됨",
    temporary: "임시 채팅",
    temporary_about: "임시 채팅이에요. 아무것도 저장하지 않고, 탭을 닫으면 사라져요.",
    fragile: "이 브라우저는 기록을 한 곳에만 저장해요. 강제로 닫으면 최근 변경이 사라질 수 있어요.",
    unreadable: |number| ["저장된 대화 ", &number.to_string(), "개를 읽을 수 없어요. 그대로 두었어요."].concat(),
    partly_read: |number| {
        ["이 대화의 메시지 ", &number.to_string(), "개를 읽을 수 없어요. 저장소에 그대로 두었어요."].concat()
    },
    conversation_deleted: |title| ["“", title, "” 대화를 삭제했어요."].concat(),
    chat_cleared: "대화를 비웠어요.",
    message_deleted: "메시지를 삭제했어요.",
    copy_failed: "브라우저가 복사를 허락하지 않았어요. 글을 선택해서 직접 복사하세요.",
    not_found: "이 주소에는 대화가 없어요. 삭제됐거나 다른 브라우저의 대화일 수 있어요.",
    deleted_elsewhere: "다른 탭에서 이 대화를 삭제했어요.",
    undo: "되돌리기",
    dismiss: "닫기",
    notice: "알림",
};
