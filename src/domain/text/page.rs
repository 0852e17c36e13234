//! The sentences that must stand outside the wasm: before it is ready, and when it cannot start.
//!
//! `cargo xtask build` compiles this very file into itself and writes the sentences into the page, so they stand in the
//! text table like all others. Hence the one rule: it names nothing outside itself.

/// What the page says while, or because, the app is not running.
#[derive(Debug)]
pub struct Page {
    /// Where scripts are off.
    pub no_script: &'static str,
    /// While the app loads.
    pub loading: &'static str,
    /// Where the browser lacks what is needed.
    pub too_old: &'static str,
    /// When the app's files did not arrive.
    pub load_failed: &'static str,
    /// When the app stopped.
    pub crashed: &'static str,
    /// What the report below holds, where the app stopped.
    pub report: &'static str,
    /// The button that copies the report.
    pub copy_report: &'static str,
    /// On that button, once the report is copied.
    pub report_copied: &'static str,
    /// The button that downloads everything stored, as it stands.
    pub export: &'static str,
    /// The button that loads the page again.
    pub reload: &'static str,
}

/// English.
pub const EN: Page = Page {
    no_script: "Sotto needs JavaScript. Turn it on for this page and load it again.",
    loading: "Sotto is starting",
    too_old: "This browser is too old for Sotto. Update it, or open the page in another one.",
    load_failed: "Sotto did not load completely. It may have just been updated. Load the page again.",
    crashed: "Sotto stopped because of an error of its own. What was saved is safe. Load the page again.",
    report: "If you report this error, this text helps. Nothing you wrote or received is in it.",
    copy_report: "Copy report",
    report_copied: "Copied",
    export: "Download everything stored (without keys)",
    reload: "Load again",
};

/// Korean.
pub const KO: Page = Page {
    no_script: "Sotto는 JavaScript가 필요해요. 이 페이지에서 켠 뒤 다시 불러오세요.",
    loading: "Sotto를 시작하고 있어요",
    too_old: "이 브라우저는 Sotto를 쓰기에 너무 오래됐어요. 업데이트하거나 다른 브라우저로 열어 주세요.",
    load_failed: "Sotto를 다 불러오지 못했어요. 방금 업데이트됐을 수 있어요. 페이지를 다시 불러오세요.",
    crashed: "Sotto 안에서 오류가 나 멈췄어요. 저장된 내용은 안전해요. 페이지를 다시 불러오세요.",
    report: "오류를 알려 주실 때 이 글이 도움이 돼요. 쓰거나 받은 내용은 들어 있지 않아요.",
    copy_report: "오류 보고 복사",
    report_copied: "복사했어요",
    export: "저장된 내용 모두 내려받기 (키 제외)",
    reload: "다시 불러오기",
};
