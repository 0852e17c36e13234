//! What the built-in demo says, and the words that ask it for something to see.

/// The demo's words.
#[derive(Debug)]
pub struct Demo {
    /// Asks for a tour of markdown; buttons send exactly this, as with the four below.
    pub tour: &'static str,
    /// Asks for a long answer.
    pub long: &'static str,
    /// Asks for a slow answer.
    pub slow: &'static str,
    /// Asks for an answer that breaks off.
    pub failing: &'static str,
    /// Asks for an answer with thoughts before it.
    pub thinking: &'static str,
    /// Shorter words for the same five, in the same order.
    pub shorter: [&'static [&'static str]; 5],
    /// What this is, before the echo.
    pub echo: &'static str,
    /// Before the list of what else can be asked for.
    pub offer: &'static str,
    /// When a reply is to go on that has nothing more to say.
    pub over: &'static str,
    /// The tour, in markdown.
    pub tour_text: &'static str,
    /// The head of the long answer.
    pub long_head: &'static str,
    /// Sentences of the long answer, in any order.
    pub long_sentences: [&'static str; 16],
    /// Things in the long answer's lists and tables.
    pub long_things: [&'static str; 9],
    /// The columns of the long answer's tables.
    pub long_columns: [&'static str; 3],
    /// The slow answer, paused before each part.
    pub slow_parts: [&'static str; 3],
    /// The answer that breaks off, up to there and from there.
    pub failing_parts: [&'static str; 2],
    /// The thoughts.
    pub thoughts: &'static str,
    /// The answer after the thoughts.
    pub thought_text: &'static str,
}

/// English.
pub const EN: Demo = Demo {
    tour: "Markdown tour",
    long: "Long answer",
    slow: "Slow answer",
    failing: "Failing answer",
    thinking: "Thinking",
    shorter: [
        &["tour", "markdown"],
        &["long"],
        &["slow"],
        &["fail", "failing", "broken answer"],
        &["think", "thinking answer"],
    ],
    echo: "This is the built-in demo. It echoes what you write, and nothing leaves this page.",
    offer: "Write one of these to see more:",
    over: "The demo has nothing to add here.",
    tour_text: "\
# A tour of markdown

Answers are written in **markdown**. Here is what that looks like: *emphasis*, **strong emphasis**, ~~struck out~~ \
and `code` within a line.

## Lists

1. First, an ordered list
2. with a second item
   - and a nested one
   - or two

- [x] A task that is done
- [ ] A task that is not

## A table

| Planet | Day | Moons |
|:--|--:|:-:|
| Mercury | 58.6 days | 0 |
| Earth | 23.9 hours | 1 |
| Jupiter | 9.9 hours | 97 |

## Code

```rust
/// The greatest common divisor.
fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
```

## Quotes, links and notes

> The quieter you become, the more you are able to hear.

Links open in a new tab: [CommonMark](https://commonmark.org), or written out, https://github.github.com/gfm/. \
A note can stand at the end.[^1]

---

That was the tour. Copy a code block with its button, or the whole message with the one below it.

[^1]: Such as this one.
",
    long_head: "# A day at the harbour\n\nThis answer is long on purpose. Scroll up while it is written: the page stays where you are.\n\n",
    long_sentences: [
        "The lighthouse turns, although nobody is looking at it.",
        "Two boats share one rope, and neither of them minds.",
        "Somebody has left a bicycle against the wall of the fish market and gone to talk about the weather.",
        "The water is so still that the cranes seem to stand on their own heads.",
        "A gull walks along the quay with the air of an inspector who has found something.",
        "From the bakery comes a smell that reaches the third pier before the wind turns it back.",
        "The ferry is on time, which surprises only those who are late.",
        "An old man mends a net and counts the knots under his breath, as he has done since spring.",
        "In the harbour office a radio gives the height of the waves to an empty chair.",
        "Children throw bread at the ducks, and the ducks decide which of it is worth the effort.",
        "The tide moves everything by a hand's breadth and leaves it looking the same.",
        "A dog sleeps on a coil of rope that belongs to a ship three ports away.",
        "Rain comes over the hill, thinks better of it, and goes around.",
        "Every mast rings a little against its lines, each on a note of its own.",
        "The map on the wall shows a pier that was never built; people still give directions by it.",
        "A crate marked with an arrow stands upside down, patiently, until somebody reads it.",
    ],
    long_things: ["rope", "salt", "lamp oil", "oranges", "letters", "nets", "timber", "coffee", "paint"],
    long_columns: ["Cargo", "Arrived", "Left"],
    slow_parts: [
        "This answer takes its time: it began four seconds after you asked.\n\nNow nothing comes for fifteen seconds. \
         The page says that it still waits, and you can stop whenever you like.",
        "\n\nHere is the second part. Slow models on small machines feel like this, and nothing cuts them off. \
         One more pause, of six seconds.",
        "\n\nThat was all.",
    ],
    failing_parts: [
        "This answer breaks off in the middle, as it happens when a connection is lost.\n\nWhat has come so far stays \
         where it is, and the message says that it is not complete. In the next line the connecti",
        "on is back.\n\nYou pressed Continue, and the rest was joined to what was there. Retry would have asked for a \
         new answer and kept this one beside it.",
    ],
    thoughts: "The question asks to see what thinking looks like. A model that reasons writes down its thoughts first, \
               and servers send them apart from the answer.\n\nSo I should think visibly for a few seconds:\n\n\
               - thoughts are folded once the answer begins\n- the time they took is kept\n- they are not sent back with the \
               next question\n\nThat seems enough to say. Now the answer.",
    thought_text: "Above this answer stand the thoughts that came before it. They fold away when the answer begins; open \
                   them to read on, and fold them again when you are done.",
};

/// Korean.
pub const KO: Demo = Demo {
    tour: "마크다운 둘러보기",
    long: "긴 답변",
    slow: "느린 답변",
    failing: "실패하는 답변",
    thinking: "생각하는 답변",
    shorter: [&["마크다운", "둘러보기"], &["길게"], &["느리게"], &["실패", "끊기는 답변"], &["생각"]],
    echo: "여기는 내장 데모예요. 쓴 말을 그대로 따라 하고, 아무것도 이 페이지 밖으로 나가지 않아요.",
    offer: "더 보려면 이 중 하나를 써 보세요:",
    over: "데모가 여기에 더할 말은 없어요.",
    tour_text: "\
# 마크다운 둘러보기

답변은 **마크다운**으로 쓰여요. 이렇게 보여요: *기울임*, **굵게**, ~~취소선~~, 그리고 줄 안의 `코드`.

## 목록

1. 먼저 번호 있는 목록
2. 두 번째 항목
   - 안쪽 항목
   - 하나 더

- [x] 끝낸 일
- [ ] 아직 남은 일

## 표

| 행성 | 하루 | 위성 |
|:--|--:|:-:|
| 수성 | 58.6일 | 0 |
| 지구 | 23.9시간 | 1 |
| 목성 | 9.9시간 | 97 |

## 코드

```rust
/// 최대공약수.
fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
```

## 인용, 링크, 각주

> 조용해질수록 더 많이 들을 수 있어요.

링크는 새 탭에서 열려요: [CommonMark](https://commonmark.org), 또는 주소 그대로 https://github.github.com/gfm/. \
각주는 끝에 붙어요.[^1]

---

여기까지예요. 코드는 옆의 버튼으로, 메시지 전체는 아래의 버튼으로 복사하세요.

[^1]: 바로 이렇게요.
",
    long_head: "# 항구의 하루\n\n일부러 길게 쓴 답변이에요. 쓰는 동안 위로 올려 보세요. 페이지는 보던 자리에 머물러요.\n\n",
    long_sentences: [
        "아무도 보지 않아도 등대는 돌아가요.",
        "배 두 척이 밧줄 하나를 나눠 쓰지만 서로 불평하지 않아요.",
        "누군가 어시장 벽에 자전거를 기대 놓고 날씨 이야기를 하러 갔어요.",
        "물이 어찌나 잔잔한지 크레인이 물구나무를 선 것처럼 보여요.",
        "갈매기 한 마리가 무언가를 찾아낸 조사관처럼 부두를 걸어 다녀요.",
        "빵집 냄새는 바람이 돌려보내기 전에 세 번째 부두까지 닿아요.",
        "여객선은 제시간에 와요. 놀라는 건 늦은 사람들뿐이에요.",
        "노인이 그물을 고치며 봄부터 그래 왔듯 매듭을 작게 세어요.",
        "항만 사무실의 라디오는 빈 의자에게 파도의 높이를 알려 줘요.",
        "아이들이 오리에게 빵을 던지고, 오리는 그중 애쓸 만한 것을 골라요.",
        "밀물은 모든 것을 한 뼘씩 옮기고도 그대로인 것처럼 남겨 둬요.",
        "개 한 마리가 항구 세 곳 너머에 있는 배의 밧줄 위에서 자요.",
        "비가 언덕을 넘어오다가 마음을 바꿔 돌아가요.",
        "돛대마다 줄에 부딪혀 저마다의 음으로 조금씩 울려요.",
        "벽의 지도에는 지어진 적 없는 부두가 있는데, 사람들은 아직도 그걸로 길을 알려 줘요.",
        "화살표가 그려진 상자는 누군가 읽어 줄 때까지 거꾸로 선 채 기다려요.",
    ],
    long_things: ["밧줄", "소금", "등유", "오렌지", "편지", "그물", "목재", "커피", "페인트"],
    long_columns: ["화물", "들어옴", "나감"],
    slow_parts: [
        "이 답변은 천천히 와요. 물어본 뒤 4초 만에 시작했어요.\n\n이제 15초 동안 아무것도 오지 않아요. 페이지가 아직 \
         기다리고 있다고 알려 주고, 언제든 멈출 수 있어요.",
        "\n\n두 번째 부분이에요. 작은 기기의 느린 모델은 이런 느낌이고, 아무것도 끊지 않아요. 6초만 더 쉴게요.",
        "\n\n이게 전부예요.",
    ],
    failing_parts: [
        "이 답변은 연결이 끊길 때처럼 중간에 끊겨요.\n\n지금까지 온 내용은 그대로 남고, 메시지에는 완전하지 않다고 \
         표시돼요. 다음 줄에서 연",
        "결이 돌아왔어요.\n\n이어서 받기를 누르니 나머지가 앞의 글에 이어졌어요. 다시 시도를 누르면 새 답변을 받고, 이 \
         답변은 그 옆에 남아요.",
    ],
    thoughts: "생각하는 모습을 보고 싶다는 질문이에요. 추론하는 모델은 생각을 먼저 적고, 서버는 그것을 답변과 따로 \
               보내요.\n\n그러니 몇 초 동안 보이게 생각해 볼게요.\n\n- 답변이 시작되면 생각은 접혀요\n- 걸린 시간은 \
               남아요\n- 다음 질문과 함께 다시 보내지 않아요\n\n이 정도면 충분해요. 이제 답할게요.",
    thought_text: "이 답변 위에 먼저 떠올린 생각이 있어요. 답변이 시작되면 접히니, 펼쳐서 읽고 다 읽으면 다시 접으세요.",
};
