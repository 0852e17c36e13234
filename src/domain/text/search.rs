//! The sentences of the search of everything and of the search inside a conversation.

/// The sentences of searching.
#[derive(Debug)]
pub struct Search {
    /// The name of what was found.
    pub results: &'static str,
    /// In so many conversations something was found.
    pub found: fn(usize) -> String,
    /// In so many so far, and there are more.
    pub found_so_far: fn(usize) -> String,
    /// It is being looked for and nothing is found yet.
    pub looking: &'static str,
    /// Nothing was found anywhere.
    pub nothing: &'static str,
    /// So many conversations of so many were read for the index; what is not read yet is not found.
    pub unread: fn(u32, u32) -> String,
    /// So many more messages of the conversation say it.
    pub more: fn(u32) -> String,
    /// Shows more of what was found.
    pub show_more: &'static str,
    /// The name of the search inside a conversation.
    pub inside: &'static str,
    /// What stands in its empty field.
    pub inside_field: &'static str,
    /// At which place of how many one is; whether there are more than that.
    pub place: fn(usize, usize, bool) -> String,
    /// There is none in the conversation.
    pub no_place: &'static str,
    /// Goes to the next place.
    pub next: &'static str,
    /// Goes to the place before.
    pub previous: &'static str,
    /// Closes the search inside the conversation.
    pub close: &'static str,
}

/// English.
pub const EN: Search = Search {
    results: "Search results",
    found: |count| match count {
        1 => "1 conversation".to_owned(),
        _ => [&count.to_string(), " conversations"].concat(),
    },
    found_so_far: |count| [&count.to_string(), " conversations so far"].concat(),
    looking: "Searching…",
    nothing: "Nothing found. Try fewer or other words.",
    unread: |read, all| {
        ["Older chats are still being read: ", &read.to_string(), " of ", &all.to_string(), "."].concat()
    },
    more: |count| match count {
        1 => "1 more message".to_owned(),
        _ => [&count.to_string(), " more messages"].concat(),
    },
    show_more: "Show more",
    inside: "Find in this chat",
    inside_field: "Find in this chat",
    place: |at, count, cut| [&*at.to_string(), " of ", &count.to_string(), if cut { "+" } else { "" }].concat(),
    no_place: "Not found",
    next: "Next",
    previous: "Previous",
    close: "Close",
};

/// Korean.
pub const KO: Search = Search {
    results: "검색 결과",
    found: |count| ["대화 ", &count.to_string(), "개"].concat(),
    found_so_far: |count| ["지금까지 대화 ", &count.to_string(), "개"].concat(),
    looking: "찾고 있어요…",
    nothing: "찾지 못했어요. 더 적은 말이나 다른 말로 찾아 보세요.",
    unread: |read, all| {
        ["오래된 대화를 아직 읽고 있어요: ", &all.to_string(), "개 중 ", &read.to_string(), "개."].concat()
    },
    more: |count| ["메시지 ", &count.to_string(), "개 더"].concat(),
    show_more: "더 보기",
    inside: "이 대화에서 찾기",
    inside_field: "이 대화에서 찾기",
    place: |at, count, cut| {
        [&*count.to_string(), if cut { "+" } else { "" }, "개 중 ", &at.to_string(), "번째"].concat()
    },
    no_place: "없어요",
    next: "다음",
    previous: "이전",
    close: "닫기",
};
