//! The sentences of the encrypted keys, and of a page that is shown inside of another.

use crate::domain::text::number::grouped;

/// The sentences of encrypted keys.
#[derive(Debug)]
pub struct Vault {
    /// Heading of the section.
    pub heading: &'static str,
    /// How many connections have locked keys.
    pub locked: fn(usize) -> String,
    /// That a connection's key is locked.
    pub locked_here: &'static str,
    /// That they are unlocked, and for whom.
    pub open: &'static str,
    /// That a newer Sotto wrote them.
    pub newer: &'static str,
    /// That they cannot be read.
    pub unreadable: &'static str,
    /// Names the field of the passphrase.
    pub passphrase: &'static str,
    /// Names the field of the one that holds, beside a new one.
    pub present: &'static str,
    /// Names the field of a new one.
    pub new: &'static str,
    /// Names the field in which it is repeated.
    pub again: &'static str,
    /// What makes a good one, and what becomes of a forgotten one.
    pub advice: &'static str,
    /// Unlocks.
    pub unlock: &'static str,
    /// Locks.
    pub lock: &'static str,
    /// Unfolds the change of the passphrase.
    pub change: &'static str,
    /// Changes it.
    pub change_now: &'static str,
    /// Begins to forget all.
    pub forget: &'static str,
    /// What that means.
    pub forget_about: &'static str,
    /// Does it.
    pub forget_now: &'static str,
    /// Does not.
    pub keep: &'static str,
    /// While a passphrase is tried.
    pub busy: &'static str,
    /// It is not the one.
    pub wrong: &'static str,
    /// It is the new one.
    pub changed: &'static str,
    /// The browser did not do it.
    pub failed: &'static str,
    /// So many keys are damaged.
    pub damaged: fn(u32) -> String,
    /// It is too short; takes the least number of characters.
    pub too_short: fn(usize) -> String,
    /// The two are not the same.
    pub differs: &'static str,
    /// Why this page cannot encrypt.
    pub unable: &'static str,
    /// Where forms would show and take keys, while another page shows this one.
    pub framed: &'static str,
    /// The link that opens the page in a tab of its own.
    pub own_tab: &'static str,
}

/// English.
pub const EN: Vault = Vault {
    heading: "Encrypted keys",
    locked: |number| match number {
        1 => "One connection's key is locked.".to_owned(),
        _ => ["The keys of ", &grouped(u32::try_from(number).unwrap_or(u32::MAX)), " connections are locked."].concat(),
    },
    locked_here: "The key and the extra headers are encrypted and locked.",
    open: "Unlocked in this tab, until you lock them or the page is loaded again. Each tab asks for itself.",
    newer: "A newer Sotto encrypted the keys. They are left as they are; load the page again to get that version.",
    unreadable: "The encrypted keys are damaged and left as they are. Forget them to type the keys anew.",
    passphrase: "Passphrase",
    present: "Present passphrase",
    new: "New passphrase",
    again: "The same once more",
    advice: "Several words are better than one. It is stored nowhere, and nobody can bring it back: without it the keys \
             have to be typed again.",
    unlock: "Unlock",
    lock: "Lock now",
    change: "Change passphrase",
    change_now: "Change",
    forget: "Forget encrypted keys",
    forget_about: "This removes every encrypted key from this device. Chats and connections stay.",
    forget_now: "Forget them",
    keep: "Keep them",
    busy: "Trying the passphrase",
    wrong: "This is not the passphrase. Nothing was changed.",
    changed: "The passphrase was changed.",
    failed: "The browser could not do this. Nothing was changed.",
    damaged: |number| match number {
        1 => "One encrypted key is damaged. Type it again in its connection.".to_owned(),
        _ => [&grouped(number), " encrypted keys are damaged. Type them again in their connections."].concat(),
    },
    too_short: |least| ["Take at least ", &least.to_string(), " characters."].concat(),
    differs: "The two are not the same.",
    unable: "Only works where the page is loaded by https: elsewhere browsers do not encrypt.",
    framed: "Another page shows Sotto inside of itself. Keys are hidden and nothing is sent.",
    own_tab: "Open Sotto in its own tab",
};

/// Korean.
pub const KO: Vault = Vault {
    heading: "암호화된 키",
    locked: |number| ["연결 ", &grouped(u32::try_from(number).unwrap_or(u32::MAX)), "개의 키가 잠겨 있어요."].concat(),
    locked_here: "키와 추가 헤더가 암호화된 채 잠겨 있어요.",
    open: "이 탭에서 풀려 있어요. 잠그거나 페이지를 다시 불러오면 잠겨요. 탭마다 따로 물어봐요.",
    newer: "더 새로운 Sotto가 키를 암호화했어요. 그대로 두었으니 페이지를 다시 불러와 그 버전을 받으세요.",
    unreadable: "암호화된 키가 손상돼 그대로 두었어요. 키를 다시 입력하려면 먼저 지우세요.",
    passphrase: "암호",
    present: "지금 암호",
    new: "새 암호",
    again: "한 번 더 입력",
    advice: "여러 단어를 이어 쓰면 더 안전해요. 어디에도 저장하지 않아서 아무도 되찾아 줄 수 없어요. 잊으면 키를 다시 \
             입력해야 해요.",
    unlock: "잠금 풀기",
    lock: "지금 잠그기",
    change: "암호 바꾸기",
    change_now: "바꾸기",
    forget: "암호화된 키 지우기",
    forget_about: "이 기기에서 암호화된 키를 모두 지워요. 채팅과 연결은 남아요.",
    forget_now: "지우기",
    keep: "그대로 두기",
    busy: "암호를 확인하고 있어요",
    wrong: "암호가 맞지 않아요. 아무것도 바뀌지 않았어요.",
    changed: "암호를 바꿨어요.",
    failed: "브라우저가 하지 못했어요. 아무것도 바뀌지 않았어요.",
    damaged: |number| ["암호화된 키 ", &grouped(number), "개가 손상됐어요. 해당 연결에서 다시 입력하세요."].concat(),
    too_short: |least| [&least.to_string(), "자 이상 입력하세요."].concat(),
    differs: "두 암호가 서로 달라요.",
    unable: "https로 불러온 페이지에서만 쓸 수 있어요. 다른 곳에서는 브라우저가 암호화해 주지 않아요.",
    framed: "다른 페이지가 Sotto를 안에 넣어 보여 주고 있어요. 키를 숨기고 아무것도 보내지 않아요.",
    own_tab: "Sotto를 새 탭에서 열기",
};
