//! The sentences of the settings page, without those of the connections.

use std::fmt;

use crate::domain::text::number::{grouped, grouped_size};

/// The settings page's sentences.
pub struct Settings {
    /// The page's heading.
    pub heading: &'static str,
    /// Connections can be changed once no reply is coming in.
    pub replies_first: &'static str,
    /// Stops all replies.
    pub stop_all: &'static str,
    /// The link back to where one came from.
    pub back_to_chat: &'static str,
    /// The link from a connection's page back to the settings.
    pub back_to_settings: &'static str,
    /// Heading of the looks.
    pub appearance: &'static str,
    /// Names the choice of theme.
    pub theme: &'static str,
    /// As the system says.
    pub system: &'static str,
    /// The light theme.
    pub light: &'static str,
    /// The dark theme.
    pub dark: &'static str,
    /// Names the choice of language.
    pub language: &'static str,
    /// Heading of what is set for writing, and the name of the choice of what Enter does.
    pub writing: &'static str,
    /// Names the choice of what Enter does.
    pub enter: &'static str,
    /// Enter does what suits the device.
    pub enter_by_device: &'static str,
    /// Enter sends.
    pub enter_sends: &'static str,
    /// Enter begins a new line.
    pub enter_breaks: &'static str,
    /// What the choice means.
    pub enter_about: &'static str,
    /// Heading of what new chats begin with.
    pub new_chats: &'static str,
    /// That they begin with nothing set.
    pub new_chats_unset: &'static str,
    /// What they begin with, and where that is changed.
    pub new_chats_about: &'static str,
    /// Names the default system prompt.
    pub system_prompt: &'static str,
    /// What the default system prompt is for.
    pub system_prompt_about: &'static str,
    /// An example of one.
    pub system_prompt_example: &'static str,
    /// Heading of what happens to one's data.
    pub privacy: &'static str,
    /// Where the conversations are.
    pub kept_here: &'static str,
    /// Where what is sent goes.
    pub sent_there: &'static str,
    /// What is not collected.
    pub no_telemetry: &'static str,
    /// What keeping keys on this device means.
    pub keys: &'static str,
    /// That pages of one origin share what is stored; takes the origin.
    pub shared_origin: fn(origin: &str) -> String,
    /// How much of the room is taken, in per cent.
    pub room: fn(percent: u32) -> String,
    /// Heading of what is stored.
    pub storage: &'static str,
    /// How many chats there are.
    pub chats: fn(count: usize) -> String,
    /// What all takes, of what the browser gives, in megabytes.
    pub disk: fn(taken: u32, given: u32) -> String,
    /// That the browser promised to keep it.
    pub persistent: &'static str,
    /// That it did not.
    pub may_be_cleared: &'static str,
    /// Deletes everything, after a question.
    pub delete_all: &'static str,
    /// The question.
    pub delete_all_about: &'static str,
    /// Its yes.
    pub delete_all_now: &'static str,
    /// Its no.
    pub keep_all: &'static str,
    /// Heading of what this is.
    pub about: &'static str,
    /// What this is.
    pub about_sotto: &'static str,
    /// The version; takes its number.
    pub version: fn(number: &str) -> String,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Settings")
    }
}

/// The name of each language in itself.
pub const ENGLISH: &str = "English";
/// The name of each language in itself.
pub const KOREAN: &str = "한국어";

/// English.
pub const EN: Settings = Settings {
    heading: "Settings",
    replies_first: "A reply is still coming in. Connections can be changed when it has ended.",
    stop_all: "Stop it now",
    back_to_chat: "Back to the chat",
    back_to_settings: "Back to the settings",
    appearance: "Appearance",
    theme: "Theme",
    system: "System",
    light: "Light",
    dark: "Dark",
    language: "Language",
    writing: "Writing",
    enter: "Enter key",
    enter_by_device: "By device",
    enter_sends: "Sends",
    enter_breaks: "New line",
    enter_about: "By device: Enter sends, but makes a new line on a keyboard drawn on the screen. Ctrl+Enter and ⌘+Enter always send.",
    new_chats: "New chats",
    new_chats_unset: "Nothing is set: servers use their own values. To change that, open “This conversation” in a chat and press “Use for new chats”.",
    new_chats_about: "New chats begin with these. “Use for new chats” in “This conversation” replaces them.",
    system_prompt: "Default system prompt",
    system_prompt_about: "Sent before each chat that has none of its own. Leave it empty to send none.",
    system_prompt_example: "You explain things plainly, with one example each.",
    privacy: "Privacy",
    kept_here: "Chats, settings and keys stay in this browser. There is no account and no server of Sotto's.",
    sent_there: "What you send goes from this page straight to the server of the connection, and to nobody else.",
    no_telemetry: "Nothing is counted, tracked or reported.",
    keys: "A key kept on this device lies unencrypted in the browser's storage. Whoever can use this browser profile, \
           or an extension that may read this page, can read it. So use keys with a spending limit, or keep them for \
           this tab only.",
    shared_origin: |origin| {
        ["All pages of ", origin, " share one storage. Use Sotto only where you trust whoever else publishes there."]
            .concat()
    },
    room: |percent| ["Chats take ", &percent.to_string(), " % of the room this browser gives."].concat(),
    storage: "Storage",
    chats: |count| match count {
        1 => "One chat is stored here.".to_owned(),
        _ => [&grouped_size(count), " chats are stored here."].concat(),
    },
    disk: |taken, given| {
        ["Together they take ", &grouped(taken), " MB of ", &grouped(given), " MB this browser allows."].concat()
    },
    persistent: "The browser has promised not to clear them by itself.",
    may_be_cleared: "The browser may clear them by itself when space runs short. Export what matters to you.",
    delete_all: "Delete everything on this device",
    delete_all_about: "All chats, settings and keys in this browser go, in every tab. This cannot be undone.",
    delete_all_now: "Delete everything",
    keep_all: "Keep everything",
    about: "About",
    about_sotto: "Sotto is a private chat client that lives in a browser tab. You bring the key, or a model of your own.",
    version: |number| ["Version ", number].concat(),
};

/// Korean.
pub const KO: Settings = Settings {
    heading: "설정",
    replies_first: "아직 답변을 받는 중이에요. 끝나면 연결을 바꿀 수 있어요.",
    stop_all: "지금 멈추기",
    back_to_chat: "채팅으로 돌아가기",
    back_to_settings: "설정으로 돌아가기",
    appearance: "모양",
    theme: "테마",
    system: "시스템",
    light: "밝게",
    dark: "어둡게",
    language: "언어",
    writing: "쓰기",
    enter: "Enter 키",
    enter_by_device: "기기에 맞게",
    enter_sends: "보내기",
    enter_breaks: "줄바꿈",
    enter_about: "기기에 맞게: Enter로 보내고, 화면 키보드에서는 줄을 바꿔요. Ctrl+Enter와 ⌘+Enter는 언제나 보내요.",
    new_chats: "새 채팅",
    new_chats_unset: "정한 것이 없어 서버의 기본값을 써요. 바꾸려면 채팅에서 ‘이 대화’를 열고 ‘새 채팅에도 쓰기’를 누르세요.",
    new_chats_about: "새 채팅은 이 값으로 시작해요. ‘이 대화’의 ‘새 채팅에도 쓰기’를 누르면 바뀌어요.",
    system_prompt: "기본 시스템 프롬프트",
    system_prompt_about: "따로 정하지 않은 모든 채팅의 앞에 보내요. 비워 두면 보내지 않아요.",
    system_prompt_example: "예를 하나씩 들어 쉽게 설명해 주세요.",
    privacy: "개인정보",
    kept_here: "채팅과 설정, 키는 이 브라우저 안에 있어요. 계정도, Sotto의 서버도 없어요.",
    sent_there: "보낸 내용은 이 페이지에서 연결한 서버로 바로 가고, 다른 곳에는 가지 않아요.",
    no_telemetry: "아무것도 세거나 추적하거나 보고하지 않아요.",
    keys: "이 기기에 저장한 키는 브라우저 저장소에 암호화하지 않은 채 있어요. 이 브라우저 프로필을 쓸 수 있는 사람이나 \
           이 페이지를 읽을 수 있는 확장 프로그램은 키를 읽을 수 있어요. 지출 한도가 있는 키를 쓰거나 이 탭에서만 쓰세요.",
    shared_origin: |origin| {
        [origin, "의 모든 페이지는 저장소 하나를 함께 써요. 같은 곳에 페이지를 올리는 사람을 믿을 수 있을 때만 쓰세요."]
            .concat()
    },
    room: |percent| ["채팅이 이 브라우저가 주는 공간의 ", &percent.to_string(), "%를 차지해요."].concat(),
    storage: "저장 공간",
    chats: |count| ["여기에 채팅 ", &grouped_size(count), "개가 있어요."].concat(),
    disk: |taken, given| {
        ["이 브라우저가 허용하는 ", &grouped(given), "MB 중 ", &grouped(taken), "MB를 차지해요."].concat()
    },
    persistent: "브라우저가 스스로 지우지 않겠다고 약속했어요.",
    may_be_cleared: "공간이 모자라면 브라우저가 스스로 지울 수 있어요. 중요한 것은 내보내 두세요.",
    delete_all: "이 기기에서 모두 삭제",
    delete_all_about: "이 브라우저의 채팅과 설정, 키가 모든 탭에서 사라져요. 되돌릴 수 없어요.",
    delete_all_now: "모두 삭제",
    keep_all: "그대로 두기",
    about: "정보",
    about_sotto: "Sotto는 브라우저 탭 안에서 돌아가는 개인 채팅 앱이에요. 키나 내 모델을 가져와 쓰세요.",
    version: |number| ["버전 ", number].concat(),
};
