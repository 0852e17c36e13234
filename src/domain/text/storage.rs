//! The sentences of what is stored: what is largest, what can go, backups, and what was kept aside.

use crate::domain::age::Age;
use crate::domain::text::number::{grouped, grouped_size};

/// The sentences of what is stored.
#[derive(Debug)]
pub struct Storage {
    /// When everything was last exported: never, or so many days ago.
    pub backup: fn(days: Option<i64>) -> String,
    /// So many chats changed since.
    pub changed: fn(count: usize) -> String,
    /// Exports everything.
    pub back_up: &'static str,
    /// Heading of the largest conversations.
    pub largest: &'static str,
    /// Lists them.
    pub show_largest: &'static str,
    /// A conversation takes so many thousand characters.
    pub size: fn(thousands: u32) -> String,
    /// Exports a conversation, by its title.
    pub export: fn(&str) -> String,
    /// Deletes a conversation, by its title.
    pub delete: fn(&str) -> String,
    /// Heading of what can go.
    pub clean_up: &'static str,
    /// Deletes what is archived.
    pub delete_archived: fn(usize) -> String,
    /// Names the choice of how long chats have not changed.
    pub unchanged: &'static str,
    /// What can be chosen.
    pub ages: fn(Age) -> &'static str,
    /// Deletes those.
    pub delete_old: fn(usize) -> String,
    /// There are none of these.
    pub nothing: &'static str,
    /// So much could not be read and was kept aside.
    pub aside: fn(u32) -> String,
    /// Downloads it.
    pub aside_download: &'static str,
    /// Deletes it.
    pub aside_delete: &'static str,
    /// Reminds of backups: so many chats are in this browser only.
    pub reminder: fn(usize) -> String,
}

/// English.
pub const EN: Storage = Storage {
    backup: |days| match days {
        None => "No backup has been made yet.".to_owned(),
        Some(0) => "The last backup was made today.".to_owned(),
        Some(1) => "The last backup was made yesterday.".to_owned(),
        Some(days) => ["The last backup was made ", &days.to_string(), " days ago."].concat(),
    },
    changed: |count| match count {
        0 => "Nothing has changed since.".to_owned(),
        1 => "One chat has changed since.".to_owned(),
        _ => [&grouped_size(count), " chats have changed since."].concat(),
    },
    back_up: "Back up everything now",
    largest: "Largest chats",
    show_largest: "Show the largest chats",
    size: |thousands| ["about ", &grouped(thousands), " KB"].concat(),
    export: |title| ["Export “", title, "”"].concat(),
    delete: |title| ["Delete “", title, "”"].concat(),
    clean_up: "Clean up",
    delete_archived: |count| ["Delete what is archived (", &grouped_size(count), ")"].concat(),
    unchanged: "Not changed for",
    ages: |age| match age {
        Age::Month => "a month",
        Age::Quarter => "three months",
        Age::HalfYear => "half a year",
        Age::Year => "a year",
    },
    delete_old: |count| ["Delete these (", &grouped_size(count), ")"].concat(),
    nothing: "There are none.",
    aside: |count| match count {
        1 => "One damaged text could not be read and was kept aside.".to_owned(),
        _ => [&grouped(count), " damaged texts could not be read and were kept aside."].concat(),
    },
    aside_download: "Download them",
    aside_delete: "Delete them",
    reminder: |count| [&grouped_size(count), " chats are in this browser only."].concat(),
};

/// Korean.
pub const KO: Storage = Storage {
    backup: |days| match days {
        None => "아직 백업한 적이 없어요.".to_owned(),
        Some(0) => "오늘 백업했어요.".to_owned(),
        Some(1) => "어제 백업했어요.".to_owned(),
        Some(days) => [&days.to_string(), "일 전에 백업했어요."].concat(),
    },
    changed: |count| match count {
        0 => "그 뒤로 바뀐 것이 없어요.".to_owned(),
        _ => ["그 뒤로 채팅 ", &grouped_size(count), "개가 바뀌었어요."].concat(),
    },
    back_up: "지금 모두 백업",
    largest: "큰 채팅",
    show_largest: "큰 채팅 보기",
    size: |thousands| ["약 ", &grouped(thousands), "KB"].concat(),
    export: |title| ["“", title, "” 내보내기"].concat(),
    delete: |title| ["“", title, "” 삭제"].concat(),
    clean_up: "정리",
    delete_archived: |count| ["보관한 채팅 삭제 (", &grouped_size(count), ")"].concat(),
    unchanged: "바뀌지 않은 기간",
    ages: |age| match age {
        Age::Month => "한 달",
        Age::Quarter => "석 달",
        Age::HalfYear => "반년",
        Age::Year => "1년",
    },
    delete_old: |count| ["이 채팅 삭제 (", &grouped_size(count), ")"].concat(),
    nothing: "해당하는 채팅이 없어요.",
    aside: |count| ["읽을 수 없는 글 ", &grouped(count), "개를 따로 두었어요."].concat(),
    aside_download: "내려받기",
    aside_delete: "삭제",
    reminder: |count| ["채팅 ", &grouped_size(count), "개가 이 브라우저에만 있어요."].concat(),
};
