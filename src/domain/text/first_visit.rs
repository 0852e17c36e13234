//! The sentences of a first visit: the field that takes a key or an address, the servers on this computer, the demo, and
//! the question about a key in a message.

use std::fmt;

use crate::domain::connection::Keeping;

/// The first visit's sentences.
pub struct FirstVisit {
    /// Names the form.
    pub form: &'static str,
    /// Names the field.
    pub field: &'static str,
    /// Below the empty field.
    pub empty: &'static str,
    /// The button that empties it.
    pub clear: &'static str,
    /// That only the key was taken out of what was pasted.
    pub key_cleaned: &'static str,
    /// That only the address was taken out of what was pasted.
    pub address_cleaned: &'static str,
    /// While a server is asked; takes its host.
    pub asking: fn(host: &str) -> String,
    /// A service takes the key; follows its name, takes the number of models.
    pub takes_key: fn(models: usize) -> String,
    /// A server answers; follows its name, takes the number of models.
    pub answers: fn(models: usize) -> String,
    /// A key that several services may have given out.
    pub whose_key: &'static str,
    /// A key of one service beside the address of another; takes both.
    pub which_server: fn(name: &str, host: &str) -> String,
    /// A server of no known kind.
    pub other_server: &'static str,
    /// Several keys.
    pub several_keys: &'static str,
    /// Neither a key nor an address.
    pub unclear: &'static str,
    /// A key that no request can carry.
    pub not_sendable: &'static str,
    /// The link to all kinds of server.
    pub kinds: &'static str,
    /// A server that was not asked yet; takes its host.
    pub press_start: fn(host: &str) -> String,
    /// A server that needs a key; takes its host.
    pub wants_key: fn(host: &str) -> String,
    /// A server's own field of the key; takes its host.
    pub second_key: fn(host: &str) -> String,
    /// A key's own field of the address.
    pub second_address: &'static str,
    /// That the page loads again before it can send anything.
    pub waits_for_load: &'static str,
    /// Names the choice of a model.
    pub model: &'static str,
    /// The choice that shows the models that cannot chat too; takes how many there are.
    pub show_all: fn(models: usize) -> String,
    /// The button that begins.
    pub start: &'static str,
    /// Where the key is kept and who gets it; takes the host.
    pub kept: fn(Keeping, host: &str) -> String,
    /// The button that changes that.
    pub change: &'static str,
    /// Heading of what needs no key.
    pub keyless: &'static str,
    /// The row of the servers on this computer, before they were looked for.
    pub on_this_computer: &'static str,
    /// The button that looks for them.
    pub look: &'static str,
    /// The same in full.
    pub look_named: &'static str,
    /// The button that looks once more.
    pub look_again: &'static str,
    /// While one is looked for.
    pub looking: &'static str,
    /// One that was found; takes its models, of which the only one is named.
    pub found: fn(models: usize, only: &str) -> String,
    /// One that was found and has no model.
    pub no_models: &'static str,
    /// One that does not let the page read.
    pub blocked: &'static str,
    /// One that the browser does not let the page reach.
    pub denied: &'static str,
    /// One that an https page must not call.
    pub insecure: &'static str,
    /// One that was not found; takes its port.
    pub not_running: fn(port: &str) -> String,
    /// Something else answers there.
    pub something_else: &'static str,
    /// The button that uses one.
    pub take: &'static str,
    /// The same, in full; takes its name.
    pub take_named: fn(name: &str) -> String,
    /// The button that shows how one is started or opened.
    pub show_how: &'static str,
    /// The same, in full; takes its name.
    pub show_how_named: fn(name: &str) -> String,
    /// Before the command that starts one.
    pub start_it: &'static str,
    /// What the demo is.
    pub demo_about: &'static str,
    /// The button that tries it.
    pub try_demo: &'static str,
    /// The same in full.
    pub try_demo_named: &'static str,
    /// What can be said to the demo.
    pub demo_words: &'static str,
    /// The link to the import.
    pub restore: &'static str,
    /// Sends a message with a key in it all the same.
    pub send_anyway: &'static str,
    /// Makes a connection with the key in a message.
    pub connect_with_key: &'static str,
    /// Goes on editing a message with a key in it.
    pub keep_editing: &'static str,
}

impl fmt::Debug for FirstVisit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FirstVisit")
    }
}

/// English.
pub const EN: FirstVisit = FirstVisit {
    form: "First connection",
    field: "Paste an API key, or a server address",
    empty: "A key is sent only to the service it belongs to.",
    clear: "Empty the field",
    key_cleaned: "Only the key itself was taken.",
    address_cleaned: "Only the address itself was taken.",
    asking: |host| format!("Asking {host}…"),
    takes_key: |models| format!(" takes this key. {}.", english_models(models)),
    answers: |models| format!(" answers. {}.", english_models(models)),
    whose_key: "Several services have keys like this, so nothing was sent. Whose key is it?",
    which_server: |name, host| {
        format!("This is a key of {name}, but {host} stands beside it. Nothing was sent. Who gets it?")
    },
    other_server: "Another server",
    several_keys: "These are several keys. Paste the one you want to use.",
    unclear: "This looks neither like a key nor like a server address.",
    not_sendable: "This key has characters that no request can carry. Copy it once more.",
    kinds: "Choose the kind of server",
    press_start: |host| format!("Press Start to ask {host} for its models."),
    wants_key: |host| format!("{host} asks for a key."),
    second_key: |host| format!("API key for {host}"),
    second_address: "Address of the server",
    waits_for_load: "The page loads again first, so that it can reach the server.",
    model: "Model",
    show_all: |models| format!("Show all {models}"),
    start: "Start",
    kept: |storage, host| {
        let place = match storage {
            Keeping::Device => "Kept on this device, unencrypted",
            Keeping::Encrypted => "Kept on this device under a passphrase",
            Keeping::Tab => "Kept in this tab, until it is closed",
            Keeping::Memory => "Kept nowhere but in this page",
        };
        format!("{place}, and sent only to {host}.")
    },
    change: "Change",
    keyless: "Or without a key",
    on_this_computer: "On this computer",
    look: "Look",
    look_named: "Look for a server on this computer",
    look_again: "Look again",
    looking: "Looking…",
    found: |models, only| match models {
        1 => format!("On this computer, {only}"),
        models => format!("On this computer, {models} models"),
    },
    no_models: "Runs, but has no model yet",
    blocked: "Runs, but lets no page in yet",
    denied: "The browser does not let this page reach it",
    insecure: "This page came by https and may not call it",
    not_running: |port| format!("Not running on port {port}"),
    something_else: "Something else answers there",
    take: "Use",
    take_named: |name| format!("Use {name}"),
    show_how: "Show how",
    show_how_named: |name| format!("Show how to let Sotto into {name}"),
    start_it: "Start it, then look again:",
    demo_about: "Built in, answers at once",
    try_demo: "Try",
    try_demo_named: "Try the demo",
    demo_words: "The demo answers without a key or network. Try:",
    restore: "Restore a backup",
    send_anyway: "Send anyway",
    connect_with_key: "Make a connection with it",
    keep_editing: "Keep editing",
};

fn english_models(models: usize) -> String {
    match models {
        0 => "It lists no models".to_owned(),
        1 => "1 model".to_owned(),
        models => format!("{models} models"),
    }
}

/// Korean.
pub const KO: FirstVisit = FirstVisit {
    form: "첫 연결",
    field: "API 키나 서버 주소를 붙여 넣으세요",
    empty: "키는 그 키를 만든 서비스로만 보내요.",
    clear: "입력란 비우기",
    key_cleaned: "키 부분만 가져왔어요.",
    address_cleaned: "주소 부분만 가져왔어요.",
    asking: |host| format!("{host}에 묻는 중…"),
    takes_key: |models| format!("에서 이 키를 받아요. {}.", korean_models(models)),
    answers: |models| format!(" 서버가 답해요. {}.", korean_models(models)),
    whose_key: "이런 키를 쓰는 서비스가 여럿이라 아무 데도 보내지 않았어요. 어느 서비스의 키인가요?",
    which_server: |name, host| {
        format!("{name} 키인데 옆에 {host} 주소가 있어요. 아무 데도 보내지 않았어요. 어디로 보낼까요?")
    },
    other_server: "다른 서버",
    several_keys: "키가 여러 개예요. 쓸 키 하나만 붙여 넣으세요.",
    unclear: "키도 서버 주소도 아닌 것 같아요.",
    not_sendable: "요청에 실을 수 없는 글자가 키에 있어요. 다시 복사해 보세요.",
    kinds: "서버 종류 고르기",
    press_start: |host| format!("시작을 누르면 {host}에 모델을 물어봐요."),
    wants_key: |host| format!("{host}에는 키가 필요해요."),
    second_key: |host| format!("{host}의 API 키"),
    second_address: "서버 주소",
    waits_for_load: "서버에 닿을 수 있게 페이지를 먼저 다시 불러와요.",
    model: "모델",
    show_all: |models| format!("{models}개 모두 보기"),
    start: "시작",
    kept: |storage, host| {
        let place = match storage {
            Keeping::Device => "이 기기에 암호화 없이 보관하고",
            Keeping::Encrypted => "이 기기에 암호로 잠가 보관하고",
            Keeping::Tab => "이 탭을 닫을 때까지만 보관하고",
            Keeping::Memory => "이 페이지에만 두고",
        };
        format!("{place} {host}로만 보내요.")
    },
    change: "바꾸기",
    keyless: "키 없이 시작하기",
    on_this_computer: "이 컴퓨터",
    look: "찾기",
    look_named: "이 컴퓨터에서 서버 찾기",
    look_again: "다시 찾기",
    looking: "찾는 중…",
    found: |models, only| match models {
        1 => format!("이 컴퓨터, {only}"),
        models => format!("이 컴퓨터, 모델 {models}개"),
    },
    no_models: "켜져 있지만 아직 모델이 없어요",
    blocked: "켜져 있지만 아직 페이지를 들이지 않아요",
    denied: "브라우저가 이 페이지의 접근을 막아요",
    insecure: "https 페이지에서는 부를 수 없어요",
    not_running: |port| format!("{port} 포트에 없어요"),
    something_else: "그 자리에서 다른 것이 답해요",
    take: "쓰기",
    take_named: |name| format!("{name} 쓰기"),
    show_how: "방법 보기",
    show_how_named: |name| format!("{name}에 Sotto를 들이는 방법 보기"),
    start_it: "먼저 켠 다음 다시 찾으세요:",
    demo_about: "내장되어 있고 바로 답해요",
    try_demo: "써 보기",
    try_demo_named: "데모 써 보기",
    demo_words: "데모는 키도 네트워크도 없이 답해요. 이렇게 말해 보세요:",
    restore: "백업 되살리기",
    send_anyway: "그래도 보내기",
    connect_with_key: "이 키로 연결 만들기",
    keep_editing: "계속 고치기",
};

fn korean_models(models: usize) -> String {
    match models {
        0 => "모델 목록은 없어요".to_owned(),
        models => format!("모델 {models}개"),
    }
}
