//! The connections' sentences in Korean, in polite plain style.

use crate::domain::connection_status::When;
use crate::domain::text::connections::Connections;
use crate::domain::text::number::grouped_size;

fn told(when: When) -> String {
    match when {
        When::Today(hour, minute) => format!("오늘 {hour}:{minute:02}에"),
        When::Yesterday => "어제".to_owned(),
        When::DaysAgo(days) => format!("{days}일 전"),
    }
}

/// Korean.
pub const KO: Connections = Connections {
    heading: "연결",
    add: "연결 추가",
    preferred: "새 채팅에 사용 중",
    prefer: "새 채팅에 사용",
    prefer_named: |name| ["새 채팅에 사용: ", name].concat(),
    edit: "편집",
    edit_named: |name| ["편집: ", name].concat(),
    demo_about: "기본으로 들어 있어요. 키도 네트워크도 필요 없어요.",
    demo: "데모",
    no_model: "고른 모델 없음",
    no_key: "키 없음",
    key_on_device: |hint| ["키 ", hint, ", 이 기기에 저장"].concat(),
    key_in_tab: |hint| ["키 ", hint, ", 이 탭에서만"].concat(),
    key_in_memory: |hint| ["키 ", hint, ", 페이지를 다시 불러올 때까지"].concat(),
    key_encrypted: |hint| ["키 ", hint, ", 이 기기에 암호화해 저장"].concat(),
    key_locked: "키가 암호화된 채 잠겨 있음",
    not_found: "여기에는 연결이 없어요. 삭제됐을 수 있어요.",

    choose_kind: "서버 고르기",
    hosted: "서비스",
    local: "내 기기",
    other: "그 밖의 서버",
    custom: "다른 서버",
    custom_about: "OpenAI 호환 API라면 무엇이든",
    other_kind: "다른 서버 고르기",

    connect_to: |name| [name, " 연결"].concat(),
    connect_to_other: "다른 서버 연결",
    name: "이름",
    address: "주소",
    requests_go_to: |address| ["요청을 보내는 곳: ", address].concat(),
    key: "API 키",
    key_optional: "API 키(서버가 요구할 때만)",
    key_stored: |hint| ["저장됨: ", hint, ". 바꾸려면 입력하세요."].concat(),
    key_stays: |old, new| {
        ["키는 ", old, "에 쓰려고 입력한 것이라 ", new, "에는 보내지 않아요. 새 주소에 쓸 키를 입력하세요."].concat()
    },
    in_the_clear: "암호화하지 않는 http 주소예요. 중간에서 누구나 키와 대화를 볼 수 있어요.",
    get_key: |name| [name, "에서 키 만들기"].concat(),
    not_sendable: "보낼 수 없는 글자가 있어요. 다시 복사해 붙여 넣으세요.",
    forget_key: "키와 헤더 지우기",
    keeping: "키를 두는 곳",
    on_device: "이 기기",
    on_device_about: "지울 때까지 암호화하지 않고 두어요. 이 브라우저 프로필을 쓰거나 복사한 사람은 키를 읽을 수 있어요.",
    encrypted: "암호화해서 이 기기에",
    encrypted_about: "프로필을 복사해도 암호 없이는 쓸 수 없어요. 암호는 페이지를 불러올 때마다 한 번 입력해요. 풀려 있는 동안에는 \
                      확장 프로그램과 이 자리에 앉은 사람이 키를 쓸 수 있어요.",
    in_tab: "이 탭에서만",
    in_tab_about: "탭을 닫으면 사라져요. 그때까지는 이 브라우저의 저장소에 암호화하지 않고 두어요.",
    in_memory: "메모리에만",
    in_memory_about: "페이지를 닫거나 다시 불러오면 사라져서 매번 입력해요. 그동안 확장 프로그램은 읽을 수 있어요. 다른 방법도 \
                      마찬가지예요.",
    headers: "추가 헤더",
    headers_about: "서버가 요구할 때만 쓰세요. 값은 키처럼 다뤄요.",
    header_always: |name, value| ["자동으로 보내요. ", name, ": ", value].concat(),
    header_name: |place| ["헤더 ", &place.to_string(), "의 이름"].concat(),
    header_value: |place| ["헤더 ", &place.to_string(), "의 값"].concat(),
    value_stored: "저장됨. 바꾸려면 입력하세요.",
    add_header: "헤더 추가",
    remove_header: |place| ["헤더 ", &place.to_string(), " 빼기"].concat(),
    header_malformed: "헤더 이름에는 영문자와 숫자, 붙임표만 쓸 수 있어요.",
    save: "저장",
    cancel: "취소",
    delete: "연결 삭제",
    delete_really: |name| ["“", name, "” 연결과 키를 삭제할까요? 채팅은 남아요."].concat(),
    keep: "그대로 두기",

    check: "연결 확인",
    checking: "연결을 확인하고 있어요",
    works: |models| ["연결돼요. 서버에 모델이 ", &grouped_size(models), "개 있어요."].concat(),
    works_unlisted: "연결되지만 서버가 모델 목록을 주지 않아요. 모델 이름을 입력하세요.",
    use_address: "이 주소 쓰기",
    not_listed: |model| ["“", model, "” 모델은 목록에 없어요. 그래도 쓸 수 있을지 몰라요."].concat(),

    model: "모델",
    list_models: "모델 목록 받기",
    listing: "모델 목록을 받고 있어요",
    refresh: "모델 목록 다시 받기",
    choose_model: "모델 고르기",
    chosen: |connection, model| ["모델: ", model, ", 연결: ", connection].concat(),
    search_or_type: "모델을 찾거나 이름을 입력하세요",
    use_typed: |model, connection| [connection, "에서 “", model, "” 쓰기"].concat(),
    more: |count| [&grouped_size(count), "개 더 있어요. 더 입력해 좁히세요."].concat(),
    none_listed: "아직 받은 모델 목록이 없어요",
    no_match: "맞는 모델이 없어요.",
    matches: |count| ["모델 ", &grouped_size(count), "개"].concat(),
    close: "닫기",

    secret_about: "입력한 글자는 점으로 보여요. 화면 낭독기는 소리 내어 읽을 수 있어요.",
    save_anyway: "그래도 저장",
    saves_then: "서버가 응답하면 바로 저장해요.",
    typed_before: "전에 입력한 내용이 그대로 있고 아직 저장되지 않았어요. 키는 남겨 두지 않으니 다시 입력하세요.",
    unchecked: "아직 확인하지 않음",
    worked: |when| format!("{} 연결됨", told(when)),
    failed: |when, why| format!("{} 실패: {why}", told(when)),
    address_unusable: |address| format!("브라우저가 {address}에 연결할 수 없어요. 주소를 고치세요."),
};
