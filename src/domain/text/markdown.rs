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
    image_from: |host| [host, "의 이미지, 불러오지 않음"].concat(),
    leads_to: |host| ["실제 주소: ", host].concat(),
    carries: |host, characters| [host, "에 ", &characters.to_string(), "자를 보냄"].concat(),
    done: "완료",
    not_done: "미완료",
    footnote: |number| ["각주 ", &number.to_string()].concat(),
    back: |number| [&number.to_string(), "번 표시로 돌아가기"].concat(),
};
