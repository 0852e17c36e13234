//! The sentences in and around drawn markdown.

/// Markdown's sentences.
#[derive(Debug)]
pub struct Markdown {
    /// Breaks the lines of a code block that are too long.
    pub wrap: &'static str,
    /// Does so no more.
    pub no_wrap: &'static str,
    /// Downloads a code block.
    pub download: &'static str,
    /// Unfolds a code block of so many lines.
    pub show_all: fn(lines: usize) -> String,
    /// Folds it.
    pub show_less: &'static str,
    /// A code block without a language.
    pub code: &'static str,
    /// Names the scrolling text of a code block in this language.
    pub code_in: fn(language: &str) -> String,
    /// Names a table that scrolls.
    pub table: &'static str,
    /// Names what can be done with a table.
    pub copy_table: &'static str,
    /// Copies a table for a spreadsheet.
    pub copy_csv: &'static str,
    /// Copies a table as markdown.
    pub copy_markdown: &'static str,
    /// Shows what a diagram's code draws.
    pub show_diagram: &'static str,
    /// Shows only the code again.
    pub hide_diagram: &'static str,
    /// Shows what the code of a page or a picture draws; names the frame it stands in.
    pub preview: &'static str,
    /// Shows only the code again.
    pub hide_preview: &'static str,
    /// In the place of what cannot be drawn.
    pub preview_failed: &'static str,
    /// In the place of a preview whose frame did not answer.
    pub preview_not_started: &'static str,
    /// Starts a preview once more.
    pub start_preview_again: &'static str,
    /// Beside the button that runs the scripts of a previewed page: what they could do.
    pub scripts_off: &'static str,
    /// Runs them.
    pub run_scripts: &'static str,
    /// The headings of a long answer.
    pub outline: &'static str,
    /// Shows a reply as it was written.
    pub raw: &'static str,
    /// Above what is too much to be formatted.
    pub beyond: &'static str,
    /// A remote image that is not loaded.
    pub image_from: fn(host: &str) -> String,
    /// Beside a link whose text names another address than where it leads.
    pub leads_to: fn(host: &str) -> String,
    /// Beside a link that hands over much text.
    pub carries: fn(host: &str, characters: usize) -> String,
    /// Names the box of a task that is done.
    pub done: &'static str,
    /// Names the box of a task that is not.
    pub not_done: &'static str,
    /// Names the mark that leads to a footnote.
    pub footnote: fn(number: u32) -> String,
    /// Names the link from a footnote to its mark.
    pub back: fn(number: u32) -> String,
}

/// English.
pub const EN: Markdown = Markdown {
    wrap: "Wrap lines",
    no_wrap: "Keep lines whole",
    download: "Download",
    show_all: |lines| ["Show all ", &lines.to_string(), " lines"].concat(),
    show_less: "Show fewer lines",
    code: "Code",
    code_in: |language| [language, " code"].concat(),
    table: "Table",
    copy_table: "Copy table",
    copy_csv: "Copy as CSV",
    copy_markdown: "Copy as Markdown",
    show_diagram: "Show diagram",
    hide_diagram: "Hide diagram",
    preview: "Preview",
    hide_preview: "Hide preview",
    preview_failed: "This can’t be drawn. The code above is all there is.",
    preview_not_started: "The preview didn’t start. The code above is all there is.",
    start_preview_again: "Try again",
    scripts_off: "This page’s scripts are off. They can’t reach your chats or keys, but they can open dialogs, and browsers leave them ways to contact servers (opening addresses, WebRTC) and pass on what is on this page and what you type into it. Run them only if you trust the page.",
    run_scripts: "Run its scripts",
    outline: "Outline",
    raw: "Show source",
    beyond: "This part is too much to format, so it is shown as it was written.",
    image_from: |host| ["Image from ", host, ", not loaded"].concat(),
    leads_to: |host| ["leads to ", host].concat(),
    carries: |host, characters| ["sends ", &characters.to_string(), " characters to ", host].concat(),
    done: "Done",
    not_done: "Not done",
    footnote: |number| ["Footnote ", &number.to_string()].concat(),
    back: |number| ["Back to mark ", &number.to_string()].concat(),
};

/// Korean.
pub const KO: Markdown = Markdown {
    wrap: "긴 줄 바꾸기",
    no_wrap: "줄 바꾸지 않기",
    download: "내려받기",
    show_all: |lines| [&lines.to_string(), "줄 모두 보기"].concat(),
    show_less: "접어 보기",
    code: "코드",
    code_in: |language| [language, " 코드"].concat(),
    table: "표",
    copy_table: "표 복사",
    copy_csv: "CSV로 복사",
    copy_markdown: "마크다운으로 복사",
    show_diagram: "다이어그램 보기",
    hide_diagram: "다이어그램 숨기기",
    preview: "미리 보기",
    hide_preview: "미리 보기 닫기",
    preview_failed: "그릴 수 없어요. 위의 코드를 확인해 주세요.",
    preview_not_started: "미리 보기를 시작하지 못했어요. 위의 코드를 확인해 주세요.",
    start_preview_again: "다시 시도",
    scripts_off: "이 페이지의 스크립트는 꺼져 있어요. 켜도 내 대화와 키에는 닿을 수 없지만, 대화 상자를 띄울 수 있고, 브라우저가 막지 못하는 길(주소 열기, WebRTC)로 서버에 접속해 이 페이지에 있는 내용과 여기에 입력한 내용을 보낼 수 있어요. 믿을 수 있는 페이지에서만 실행하세요.",
    run_scripts: "스크립트 실행",
    outline: "목차",
    raw: "원문 보기",
    beyond: "이 부분은 너무 많아 서식 없이 쓰인 그대로 보여요.",
    image_from: |host| [host, "의 이미지, 불러오지 않음"].concat(),
    leads_to: |host| ["실제 주소: ", host].concat(),
    carries: |host, characters| [host, "에 ", &characters.to_string(), "자를 보냄"].concat(),
    done: "완료",
    not_done: "미완료",
    footnote: |number| ["각주 ", &number.to_string()].concat(),
    back: |number| [&number.to_string(), "번 표시로 돌아가기"].concat(),
};
