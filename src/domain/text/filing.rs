//! The sentences of order in the history: pins, folders, the archive, many at once.

use crate::domain::text::number::grouped_size;

/// The sentences of order.
#[derive(Debug)]
pub struct Filing {
    /// Opens what can be done with the whole list.
    pub options: &'static str,
    /// Begins picking.
    pub select: &'static str,
    /// Makes a folder.
    pub new_folder: &'static str,
    /// The name of the field for a folder's name.
    pub folder_name: &'static str,
    /// Lists what is archived.
    pub archive: &'static str,
    /// Lists all else again.
    pub back: &'static str,
    /// Nothing is archived.
    pub nothing_archived: &'static str,
    /// The one written in last first.
    pub by_change: &'static str,
    /// The one begun last first.
    pub by_creation: &'static str,
    /// By title.
    pub by_title: &'static str,
    /// Names those that are pinned.
    pub pinned: &'static str,
    /// Names all, where they are sorted by title.
    pub all: &'static str,
    /// Pins a conversation.
    pub pin: &'static str,
    /// Unpins it.
    pub unpin: &'static str,
    /// Opens the folders it can be moved to.
    pub move_to: &'static str,
    /// Moves it out of its folder.
    pub no_folder: &'static str,
    /// Archives it.
    pub put_away: &'static str,
    /// Takes it out of the archive.
    pub take_out: &'static str,
    /// Exports conversations.
    pub export: &'static str,
    /// The conversation on the page is archived.
    pub is_archived: &'static str,
    /// Opens the actions of a folder, by its name.
    pub actions_of: fn(&str) -> String,
    /// A folder is empty.
    pub empty: &'static str,
    /// The name of what can be done with those picked.
    pub with_picked: &'static str,
    /// So many are picked.
    pub picked: fn(usize) -> String,
    /// Picks all that are listed.
    pub pick_all: &'static str,
    /// Picks none.
    pub pick_none: &'static str,
    /// Ends picking.
    pub stop_picking: &'static str,

    /// So many were deleted.
    pub deleted: fn(usize) -> String,
    /// So many were pinned.
    pub were_pinned: fn(usize) -> String,
    /// So many were unpinned.
    pub were_unpinned: fn(usize) -> String,
    /// So many were archived.
    pub were_archived: fn(usize) -> String,
    /// So many were taken out of the archive.
    pub were_taken_out: fn(usize) -> String,
    /// So many were moved.
    pub were_moved: fn(usize) -> String,
    /// A folder was deleted, by its name.
    pub folder_deleted: fn(&str) -> String,
}

fn some(verb: &str, count: usize) -> String {
    match count {
        1 => [verb, " one conversation."].concat(),
        _ => [verb, " ", &grouped_size(count), " conversations."].concat(),
    }
}

fn those(count: usize, what: &str) -> String {
    ["대화 ", &grouped_size(count), "개를 ", what].concat()
}

/// English.
pub const EN: Filing = Filing {
    options: "List options",
    select: "Select several",
    new_folder: "New folder",
    folder_name: "Name of the folder",
    archive: "Archive",
    back: "Back to the list",
    nothing_archived: "Nothing is archived.",
    by_change: "Sort by latest change",
    by_creation: "Sort by creation",
    by_title: "Sort by title",
    pinned: "Pinned",
    all: "All",
    pin: "Pin",
    unpin: "Unpin",
    move_to: "Move to folder",
    no_folder: "No folder",
    put_away: "Archive",
    take_out: "Take out of the archive",
    export: "Export",
    is_archived: "This chat is archived. What is written in it stays in the archive.",
    actions_of: |name| ["Actions for the folder “", name, "”"].concat(),
    empty: "Empty",
    with_picked: "Selected conversations",
    picked: |count| [&grouped_size(count), " selected"].concat(),
    pick_all: "Select all",
    pick_none: "Select none",
    stop_picking: "Stop selecting",
    deleted: |count| some("Deleted", count),
    were_pinned: |count| some("Pinned", count),
    were_unpinned: |count| some("Unpinned", count),
    were_archived: |count| some("Archived", count),
    were_taken_out: |count| some("Took out of the archive", count),
    were_moved: |count| some("Moved", count),
    folder_deleted: |name| ["Deleted the folder “", name, "”. Its conversations stay."].concat(),
};

/// Korean.
pub const KO: Filing = Filing {
    options: "목록 옵션",
    select: "여러 개 선택",
    new_folder: "새 폴더",
    folder_name: "폴더 이름",
    archive: "보관함",
    back: "목록으로 돌아가기",
    nothing_archived: "보관한 대화가 없어요.",
    by_change: "최근 변경순",
    by_creation: "만든 날짜순",
    by_title: "제목순",
    pinned: "고정됨",
    all: "전체",
    pin: "고정",
    unpin: "고정 해제",
    move_to: "폴더로 이동",
    no_folder: "폴더 없음",
    put_away: "보관",
    take_out: "보관함에서 꺼내기",
    export: "내보내기",
    is_archived: "보관한 대화예요. 여기에 더 써도 보관함에 남아요.",
    actions_of: |name| ["“", name, "” 폴더 관리"].concat(),
    empty: "비어 있음",
    with_picked: "선택한 대화",
    picked: |count| [&grouped_size(count), "개 선택함"].concat(),
    pick_all: "모두 선택",
    pick_none: "선택 해제",
    stop_picking: "선택 끝내기",
    deleted: |count| those(count, "삭제했어요."),
    were_pinned: |count| those(count, "고정했어요."),
    were_unpinned: |count| those(count, "고정 해제했어요."),
    were_archived: |count| those(count, "보관했어요."),
    were_taken_out: |count| those(count, "보관함에서 꺼냈어요."),
    were_moved: |count| those(count, "옮겼어요."),
    folder_deleted: |name| ["“", name, "” 폴더를 삭제했어요. 대화는 그대로 있어요."].concat(),
};
