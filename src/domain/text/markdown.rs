//! The sentences in and around drawn markdown.

/// Markdown's sentences.
#[derive(Debug)]
pub struct Markdown {
    /// The button of a code block.
    pub copy: &'static str,
    /// The same, just after it was pressed.
    pub copied: &'static str,
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
    copy: "Copy",
    copied: "Copied",
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
    copy: "복사",
    copied: "복사했어요",
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
