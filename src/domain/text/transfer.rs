//! The sentences of going out and coming in: exports, the look at what files hold, and how an import went.

use crate::domain::error::StorageProblem;
use crate::domain::original::{Leftover, Unsupported};
use crate::domain::text::number::grouped;
use crate::domain::transfer::import::Flaw;

/// The sentences of exports and imports.
#[derive(Debug)]
pub struct Transfer {
    /// Heading of the section.
    pub heading: &'static str,
    /// What a backup is.
    pub backup_about: &'static str,
    /// Exports everything.
    pub export_all: &'static str,
    /// Takes keys along.
    pub export_keys: &'static str,
    /// That locked keys do not go along.
    pub locked_stay: &'static str,
    /// That the keys could not be encrypted.
    pub unsealed: &'static str,
    /// How far the export is.
    pub exporting: fn(done: u32, total: u32) -> String,
    /// How many conversations are not in the file.
    pub missing: fn(u32) -> String,
    /// Exports a conversation for Sotto.
    pub as_backup: &'static str,
    /// Exports it as markdown.
    pub as_markdown: &'static str,
    /// Exports it as a page.
    pub as_page: &'static str,
    /// Exports its messages.
    pub as_messages: &'static str,
    /// Names the field of the files.
    pub import: &'static str,
    /// What can be imported, and what becomes of it.
    pub import_about: &'static str,
    /// How far the look is, and how many conversations were found so far.
    pub looking: fn(percent: u32, found: u32) -> String,
    /// How far the import is.
    pub keeping: fn(percent: u32) -> String,
    /// What was found: all, new ones, those with more than is here, those that are here.
    pub found: fn(all: u32, new: u32, newer: u32, here: u32) -> String,
    /// What cannot be read.
    pub problems: fn(u32) -> String,
    /// Where in a file something is.
    pub place: fn(line: u32, column: u32) -> String,
    /// What is wrong with it.
    pub flaw: fn(Flaw) -> &'static str,
    /// Ticks all conversations.
    pub all: &'static str,
    /// Ticks what else a backup holds.
    pub extras: fn(connections: u32) -> String,
    /// Ticks the keys of a backup; takes of how many connections.
    pub keys: fn(usize) -> String,
    /// Opens them.
    pub import_keys: &'static str,
    /// That they are open, and where they will be kept.
    pub keys_open: &'static str,
    /// That they cannot be read.
    pub keys_damaged: &'static str,
    /// What imported messages hold besides text, and whether their originals are kept.
    pub leftover: fn(&Leftover, kept: bool) -> String,
    /// How many conversations have an id of their own because another one has theirs.
    pub renamed: fn(u32) -> String,
    /// Said of a conversation of which nobody knows when it was.
    pub undated: &'static str,
    /// How many messages a conversation has.
    pub messages: fn(u32) -> String,
    /// Said of a conversation that is here already.
    pub here: &'static str,
    /// Said of one of which the file has more.
    pub newer: &'static str,
    /// Imports so many conversations.
    pub import_chosen: fn(u32) -> String,
    /// How many were imported.
    pub done: fn(u32) -> String,
    /// The storage did not take it.
    pub not_kept: fn(StorageProblem) -> &'static str,
    /// The files are others now.
    pub changed: &'static str,
    /// The person stopped it.
    pub stopped: &'static str,
}

fn conversations(number: u32) -> String {
    if number == 1 { "1 conversation".to_owned() } else { [&grouped(number), " conversations"].concat() }
}

/// English.
pub const EN: Transfer = Transfer {
    heading: "Your data",
    backup_about: "A backup is one file with all conversations, settings and connections. It can be imported again, \
                   here or elsewhere. Keys are in it only if you ask for them, and then encrypted.",
    export_keys: "Take the keys along, encrypted with a passphrase",
    locked_stay: "Keys that are locked stay out of the file. Unlock them first to take them along.",
    unsealed: "The browser could not encrypt the keys. Nothing was exported.",
    export_all: "Export everything",
    exporting: |done, total| ["Exported ", &grouped(done), " of ", &conversations(total)].concat(),
    missing: |number| [&conversations(number), " could not be read and left out of the file."].concat(),
    as_backup: "Export for Sotto",
    as_markdown: "Export as Markdown",
    as_page: "Export as web page",
    as_messages: "Export as OpenAI messages",
    import: "Import files",
    import_about: "Choose files or drop them here: a backup of Sotto, an export of ChatGPT, Claude, Open WebUI, \
                   NextChat, BetterChatGPT or hollama, or OpenAI messages. Zip files can stay zipped. Nothing leaves \
                   this page, and nothing is kept before you have seen what was found.",
    looking: |percent, found| {
        ["Looking through the files: ", &percent.to_string(), " %, ", &conversations(found), " so far"].concat()
    },
    keeping: |percent| ["Importing: ", &percent.to_string(), " %"].concat(),
    found: |all, new, newer, here| {
        if all == 0 {
            return "Found no conversations.".to_owned();
        }
        let mut out = ["Found ", &conversations(all), ": ", &grouped(new), " new"].concat();
        for (number, what) in [(newer, " with more than is here"), (here, " already here")] {
            if number > 0 {
                out.push_str(&[", ", &grouped(number), what].concat());
            }
        }
        out.push('.');
        out
    },
    problems: |number| match number {
        1 => "One part cannot be read:".to_owned(),
        _ => [&grouped(number), " parts cannot be read:"].concat(),
    },
    place: |line, column| ["line ", &line.to_string(), ", column ", &column.to_string()].concat(),
    flaw: |flaw| match flaw {
        Flaw::Empty => "The file is empty.",
        Flaw::NotJson => "This is not JSON.",
        Flaw::EndsEarly => "The file ends in the middle. It may not have been downloaded completely.",
        Flaw::Unknown => "This is no conversation of a known format.",
        Flaw::WrongKind => "This is not what its name says.",
        Flaw::NoMessages => "This conversation has no messages.",
        Flaw::Damaged => "This conversation is damaged.",
        Flaw::TooLong => "This is too long to be read.",
        Flaw::Newer => "A newer Sotto wrote this. Load the page again to get that version.",
        Flaw::Zip => "The zip file has no JSON in it that can be read. Unpack it and choose the files.",
        Flaw::Unreadable => "The browser cannot read the file. Choose it again.",
    },
    all: "All conversations",
    extras: |connections| match connections {
        0 => "Also take the settings".to_owned(),
        1 => "Also take the settings and 1 connection, without its key".to_owned(),
        _ => ["Also take the settings and ", &connections.to_string(), " connections, without their keys"].concat(),
    },
    keys: |number| match number {
        1 => "Also take the key of 1 connection. It needs the passphrase of the backup".to_owned(),
        _ => ["Also take the keys of ", &number.to_string(), " connections. They need the passphrase of the backup"]
            .concat(),
    },
    import_keys: "Open the keys",
    keys_open: "The keys are open. Connections that have none get theirs. One to be encrypted stays with this tab \
                unless the encrypted keys here are unlocked.",
    keys_damaged: "The keys in this backup cannot be read.",
    leftover: |leftover, kept| {
        let Leftover { unsupported, too_large } = leftover;
        let Unsupported { pictures, sounds, files, tool_calls, tool_results, other } = *unsupported;
        let kinds = [
            (pictures, "picture", "pictures"),
            (sounds, "sound", "sounds"),
            (files, "file", "files"),
            (tool_calls, "tool call", "tool calls"),
            (tool_results, "tool result", "tool results"),
            (other, "other part", "other parts"),
        ];
        let some = kinds.into_iter().filter(|(count, ..)| *count > 0);
        let named: Vec<String> = some
            .map(|(count, one, many)| format!("{} {}", grouped(count), if count == 1 { one } else { many }))
            .collect();
        let total = pictures + sounds + files + tool_calls + tool_results + other;
        let verb = if total == 1 { "has" } else { "have" };
        let rest = if kept {
            "The originals are kept with the chats for a later version."
        } else {
            "This browser has no room for the originals, so they are not kept."
        };
        let mut out =
            format!("{} {verb} no place in Sotto yet. What can be read is in the text. {rest}", named.join(", "));
        if *too_large > 0 && kept {
            out.push_str(&match too_large {
                1 => " The original of one message is too large and is not kept.".to_owned(),
                _ => format!(" The originals of {} messages are too large and are not kept.", grouped(*too_large)),
            });
        }
        out
    },
    renamed: |number| match number {
        1 => "One conversation has the id of another one. Both are kept.".to_owned(),
        _ => format!("{} conversations have the id of another one. All are kept.", grouped(number)),
    },
    undated: "no date",
    messages: |number| if number == 1 { "1 message".to_owned() } else { [&grouped(number), " messages"].concat() },
    here: "already here",
    newer: "more than is here",
    import_chosen: |number| ["Import ", &conversations(number)].concat(),
    done: |number| ["Imported ", &conversations(number), "."].concat(),
    not_kept: |problem| match problem {
        StorageProblem::Full => "There is not enough room in this browser. Nothing was imported; all is as it was.",
        StorageProblem::Refused => "This browser does not let the page store anything. Nothing was imported.",
        StorageProblem::Newer => {
            "What is stored was written by a newer Sotto. Nothing was imported; load the page again."
        }
    },
    changed: "The files could not be read a second time. Nothing was imported; choose them again.",
    stopped: "Stopped. Nothing was imported; all is as it was.",
};

/// Korean.
pub const KO: Transfer = Transfer {
    heading: "내 데이터",
    backup_about: "백업은 모든 대화와 설정, 연결을 담은 파일 하나예요. 여기서나 다른 곳에서 다시 가져올 수 있어요. 키는 원할 때만, \
                   암호화해서 담아요.",
    export_keys: "키도 암호화해서 담기",
    locked_stay: "잠긴 키는 파일에 담지 않아요. 담으려면 먼저 잠금을 푸세요.",
    unsealed: "브라우저가 키를 암호화하지 못했어요. 아무것도 내보내지 않았어요.",
    export_all: "모두 내보내기",
    exporting: |done, total| ["대화 ", &grouped(total), "개 중 ", &grouped(done), "개를 내보냈어요"].concat(),
    missing: |number| ["대화 ", &grouped(number), "개는 읽을 수 없어서 파일에 담지 못했어요."].concat(),
    as_backup: "Sotto용으로 내보내기",
    as_markdown: "마크다운으로 내보내기",
    as_page: "웹 페이지로 내보내기",
    as_messages: "OpenAI 메시지로 내보내기",
    import: "파일 가져오기",
    import_about: "파일을 고르거나 여기에 놓으세요. Sotto 백업, ChatGPT·Claude·Open WebUI·NextChat·BetterChatGPT·hollama에서 \
                   내보낸 파일, OpenAI 메시지를 읽어요. 압축 파일은 풀지 않아도 돼요. 아무것도 이 페이지 밖으로 나가지 않고, \
                   찾은 것을 보여 드리기 전에는 저장하지 않아요.",
    looking: |percent, found| {
        ["파일을 살펴보는 중: ", &percent.to_string(), "%, 지금까지 대화 ", &grouped(found), "개"].concat()
    },
    keeping: |percent| ["가져오는 중: ", &percent.to_string(), "%"].concat(),
    found: |all, new, newer, here| {
        if all == 0 {
            return "대화를 찾지 못했어요.".to_owned();
        }
        let mut out = ["대화 ", &grouped(all), "개를 찾았어요: 새 대화 ", &grouped(new), "개"].concat();
        for (number, what) in [(newer, ", 내용이 더 있는 대화 "), (here, ", 이미 있는 대화 ")] {
            if number > 0 {
                out.push_str(&[what, &grouped(number), "개"].concat());
            }
        }
        out.push('.');
        out
    },
    problems: |number| [&grouped(number), "곳을 읽을 수 없어요:"].concat(),
    place: |line, column| [&line.to_string(), "행 ", &column.to_string(), "열"].concat(),
    flaw: |flaw| match flaw {
        Flaw::Empty => "파일이 비어 있어요.",
        Flaw::NotJson => "JSON이 아니에요.",
        Flaw::EndsEarly => "파일이 중간에 끝나요. 내려받기가 끝나지 않았을 수 있어요.",
        Flaw::Unknown => "아는 형식의 대화가 아니에요.",
        Flaw::WrongKind => "이름과 내용이 맞지 않아요.",
        Flaw::NoMessages => "메시지가 없는 대화예요.",
        Flaw::Damaged => "손상된 대화예요.",
        Flaw::TooLong => "너무 길어서 읽을 수 없어요.",
        Flaw::Newer => "더 새로운 Sotto가 썼어요. 페이지를 다시 불러와 그 버전을 받으세요.",
        Flaw::Zip => "압축 파일에 읽을 수 있는 JSON이 없어요. 압축을 풀고 파일을 고르세요.",
        Flaw::Unreadable => "브라우저가 파일을 읽을 수 없어요. 다시 고르세요.",
    },
    all: "모든 대화",
    extras: |connections| match connections {
        0 => "설정도 가져오기".to_owned(),
        _ => ["설정과 연결 ", &connections.to_string(), "개도 가져오기 (키 제외)"].concat(),
    },
    keys: |number| ["연결 ", &number.to_string(), "개의 키도 가져오기 (백업의 암호 필요)"].concat(),
    import_keys: "키 열기",
    keys_open: "키를 열었어요. 키가 없는 연결에 넣어요. 암호화할 키는 여기 암호화된 키가 풀려 있지 않으면 이 탭에만 두어요.",
    keys_damaged: "이 백업의 키는 읽을 수 없어요.",
    leftover: |leftover, kept| {
        let Leftover { unsupported, too_large } = leftover;
        let Unsupported { pictures, sounds, files, tool_calls, tool_results, other } = *unsupported;
        let kinds = [
            (pictures, "사진"),
            (sounds, "소리"),
            (files, "파일"),
            (tool_calls, "도구 호출"),
            (tool_results, "도구 결과"),
            (other, "그 밖의 부분"),
        ];
        let some = kinds.into_iter().filter(|(count, _)| *count > 0);
        let named: Vec<String> = some.map(|(count, kind)| format!("{kind} {}개", grouped(count))).collect();
        let rest = if kept {
            "원본은 다음 버전을 위해 대화와 함께 보관해요."
        } else {
            "이 브라우저에는 원본을 둘 곳이 없어서 보관하지 않아요."
        };
        let mut out =
            format!("{}는 아직 Sotto에서 보여 줄 수 없어요. 읽을 수 있는 내용은 글에 있어요. {rest}", named.join(", "));
        if *too_large > 0 && kept {
            out.push_str(&format!(" 메시지 {}개의 원본은 너무 커서 보관하지 않아요.", grouped(*too_large)));
        }
        out
    },
    renamed: |number| format!("대화 {}개가 다른 대화와 같은 ID를 써요. 모두 따로 보관해요.", grouped(number)),
    undated: "날짜 없음",
    messages: |number| ["메시지 ", &grouped(number), "개"].concat(),
    here: "이미 있음",
    newer: "내용이 더 있음",
    import_chosen: |number| ["대화 ", &grouped(number), "개 가져오기"].concat(),
    done: |number| ["대화 ", &grouped(number), "개를 가져왔어요."].concat(),
    not_kept: |problem| match problem {
        StorageProblem::Full => "이 브라우저에 공간이 모자라요. 아무것도 가져오지 않았고 모두 그대로예요.",
        StorageProblem::Refused => "이 브라우저는 페이지가 저장하는 것을 막고 있어요. 아무것도 가져오지 않았어요.",
        StorageProblem::Newer => {
            "더 새로운 Sotto가 저장한 내용이 있어요. 아무것도 가져오지 않았어요. 페이지를 다시 불러오세요."
        }
    },
    changed: "파일을 다시 읽을 수 없었어요. 아무것도 가져오지 않았어요. 다시 고르세요.",
    stopped: "멈췄어요. 아무것도 가져오지 않았고 모두 그대로예요.",
};
